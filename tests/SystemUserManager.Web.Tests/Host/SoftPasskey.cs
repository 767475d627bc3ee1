using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SystemUserManager.Web.Tests.Host;

/// <summary>
/// A passkey as a device makes it (WebAuthn level 3, ES256, no attestation), for the site of the tests. It answers the
/// questions that the pages' script would ask the browser.
/// </summary>
public sealed class SoftPasskey
{
    private const string Site = "localhost";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string _user = "";
    private uint _uses;

    /// <summary>Whether its owner unlocks it: a passkey that isn't unlocked is one factor alone.</summary>
    public bool Unlocks { get; init; } = true;

    public static async Task<SoftPasskey> AddAsync(Browser browser, SoftPasskey? passkey = null)
    {
        var page = await (passkey ??= new()).TryAddAsync(browser);
        Assert.True(page.IsRedirect, page.Text);
        return passkey;
    }

    public async Task<Page> TryAddAsync(Browser browser)
    {
        var asked = JsonDocument.Parse((await browser.GetAsync("/Account/Passkeys?handler=Options")).Body).RootElement;
        _user = asked.GetProperty("user").GetProperty("id").GetString()!;
        var client = ClientData("webauthn.create", asked);
        var credential = new
        {
            id = Text(_id),
            rawId = Text(_id),
            type = "public-key",
            clientExtensionResults = new { },
            response = new
            {
                clientDataJSON = Text(client),
                attestationObject = Text(Attestation()),
                transports = new[] { "internal" },
            },
        };
        return await browser.PostFormAsync(
            "/Account/Passkeys",
            new() { ["Credential"] = JsonSerializer.Serialize(credential), ["Name"] = "Laptop" }
        );
    }

    public async Task SignInAsync(Browser browser)
    {
        var page = await UseAsync(browser, "/Account/SignIn");
        Assert.True(page.IsRedirect, page.Text);
    }

    /// <summary>On a page that takes one.</summary>
    public async Task<Page> UseAsync(Browser browser, string path) =>
        await browser.PostFormAsync(path, new() { ["Credential"] = await AnswerAsync(browser) });

    /// <summary>What the browser would put into the form.</summary>
    public async Task<string> AnswerAsync(Browser browser)
    {
        var options = await browser.GetAsync("/Account/SignIn?handler=PasskeyOptions");
        var client = ClientData("webauthn.get", JsonDocument.Parse(options.Body).RootElement);
        var authenticator = AuthenticatorData(isNew: false);
        var signature = _key.SignData(
            [.. authenticator, .. SHA256.HashData(client)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return JsonSerializer.Serialize(
            new
            {
                id = Text(_id),
                rawId = Text(_id),
                type = "public-key",
                clientExtensionResults = new { },
                response = new
                {
                    clientDataJSON = Text(client),
                    authenticatorData = Text(authenticator),
                    signature = Text(signature),
                    userHandle = _user,
                },
            }
        );
    }

    public async Task RemoveAsync(Browser browser)
    {
        var form = (await browser.GetAsync("/Account/Passkeys")).Form(["id", "name"]);
        var page = await browser.SendAsync(
            HttpMethod.Post,
            "/Account/Passkeys?handler=Remove",
            new FormUrlEncodedContent(Page.Values(form))
        );
        Assert.True(page.IsRedirect, page.Text);
    }

    private static byte[] ClientData(string type, JsonElement asked) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type,
                challenge = asked.GetProperty("challenge").GetString(),
                origin = $"http://{Site}",
                crossOrigin = false,
            }
        );

    /// <summary>{"fmt": "none", "attStmt": {}, "authData": …} in CBOR.</summary>
    private byte[] Attestation()
    {
        var data = AuthenticatorData(isNew: true);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)data.Length);
        return
        [
            0xA3,
            .. CborText("fmt"),
            .. CborText("none"),
            .. CborText("attStmt"),
            0xA0,
            .. CborText("authData"),
            0x59,
            .. length,
            .. data,
        ];
    }

    private byte[] AuthenticatorData(bool isNew)
    {
        var flags = (byte)(0x01 | (Unlocks ? 0x04 : 0) | (isNew ? 0x40 : 0));
        Span<byte> uses = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(uses, _uses++);
        byte[] data = [.. SHA256.HashData(Encoding.ASCII.GetBytes(Site)), flags, .. uses];
        return isNew ? [.. data, .. new byte[16], 0, (byte)_id.Length, .. _id, .. PublicKey()] : data;
    }

    /// <summary>A COSE key: EC2, ES256, P-256, x and y.</summary>
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }

    private static byte[] CborText(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
