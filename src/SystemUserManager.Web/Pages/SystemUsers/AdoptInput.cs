using System.Text;
using SystemUserManager.SystemUsers;
using SystemUserManager.Web.Pages.Shared;

namespace SystemUserManager.Web.Pages.SystemUsers;

/// <summary>The text of a CSV, pasted or out of a file.</summary>
public sealed class AdoptInput : ActInput
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    public string? Text { get; set; }

    /// <summary>What the preview showed of each, by system user.</summary>
    public Dictionary<long, string> SawAtMeta { get; set; } = [];

    /// <summary>A file that was chosen takes the place of the text, so that it is seen. null: it did; else why it couldn't.</summary>
    public async Task<string?> TakeAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null || file.Length == 0)
            return null;
        if (file.Length > AdoptionCsv.MostBytes)
            return $"The file has more than {AdoptionCsv.MostBytes / 1024} kB. Nothing was done yet: split it.";
        try
        {
            using var reader = new StreamReader(file.OpenReadStream(), Strict);
            Text = await reader.ReadToEndAsync(cancellationToken);
            return null;
        }
        catch (DecoderFallbackException)
        {
            return "The file isn't UTF-8 text. Nothing was done yet: save it as CSV UTF-8 and choose it again.";
        }
    }
}
