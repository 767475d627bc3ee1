using SystemUserManager.Web.Tests.Host;

namespace SystemUserManager.Web.Tests.Hosting;

/// <summary>A wrong setting stops the start: one sentence that names the key, exit code 1, no stack trace.</summary>
public sealed class WrongSettingTests
{
    [Theory]
    [InlineData("Host:Role", "Development", "--Host:Role=Both")]
    [InlineData("Host:Role", "Development", "--Host:Role=1")]
    [InlineData("Host:Role", "Development", "--Host:Role=Web")]
    [InlineData("Host:Role", "Development", "--Host:Role=Worker")]
    [InlineData("Database:Provider", "Development", "--Database:Provider=Oracle")]
    [InlineData("ConnectionStrings:Database", "Development", "--Database:Provider=Postgres")]
    [InlineData(
        "ConnectionStrings:Database",
        "Development",
        "--Database:Provider=Postgres",
        "--ConnectionStrings:Database=x"
    )]
    [InlineData("ConnectionStrings:Database", "Development", "--ConnectionStrings:Database=Nonsense=1")]
    [InlineData(
        "ConnectionStrings:Database",
        "Development",
        "--ConnectionStrings:Database=Data Source=/proc/none/x.db"
    )]
    [InlineData("Operations:Lease", "Development", "--Operations:Lease=120")]
    [InlineData("Operations:Parallel", "Development", "--Operations:Parallel=many")]
    // At a minute a worker that lives would count as gone.
    [InlineData("Operations:Heartbeat", "Development", "--Operations:Heartbeat=00:00:21")]
    [InlineData("KeyVault:RetryDelay", "Development", "--KeyVault:RetryDelay=00:01:00")]
    [InlineData("KeyVault:Credential", "Development", "--KeyVault:Credential=Password")]
    [InlineData("KeyVault:VaultUri", "Development", "--KeyVault:VaultUri=http://vault.example")]
    [InlineData("KeyVault:VaultUri", "Development", "--Sandbox:Enabled=false", "--KeyVault:VaultUri=")]
    [InlineData("KeyVault:TenantId", "Development", "--KeyVault:Credential=ClientSecret")]
    [InlineData("Meta:BaseAddress", "Development", "--Meta:BaseAddress=")]
    [InlineData("Meta:Version", "Development", "--Meta:Version=26")]
    [InlineData("Sandbox:GraphPort", "Development", "--Sandbox:GraphPort=70000")]
    [InlineData("Sandbox:Enabled", "Development", "--Sandbox:Enabled=maybe")]
    [InlineData(
        "Sandbox:Enabled",
        "Production",
        "--Web:PublicUrl=https://sum.example",
        "--DataProtection:CertificatePath=/dev/null",
        "--Sandbox:Enabled=true"
    )]
    [InlineData("SignIn:FreshFor", "Development", "--SignIn:FreshFor=5")]
    [InlineData(
        "SignIn:FreshFor",
        "Production",
        "--Web:PublicUrl=https://sum.example",
        "--DataProtection:CertificatePath=/dev/null",
        "--SignIn:FreshFor=01:00:00"
    )]
    [InlineData(
        "SignIn:RequireSecondFactor",
        "Production",
        "--Web:PublicUrl=https://sum.example",
        "--DataProtection:CertificatePath=/dev/null",
        "--SignIn:RequireSecondFactor=false"
    )]
    [InlineData(
        "SignIn:RequireSecondFactor",
        "Staging",
        "--Web:PublicUrl=https://sum.example",
        "--DataProtection:CertificatePath=/dev/null",
        "--SignIn:RequireSecondFactor=false"
    )]
    [InlineData("Setup:AdministratorPassword", "Development", "--Setup:AdministratorEmail=a@example.com")]
    [InlineData(
        "Setup:AdministratorPassword",
        "Development",
        "--Sandbox:Enabled=false",
        "--Setup:AdministratorEmail=a@example.com",
        "--Setup:AdministratorPassword=short"
    )]
    [InlineData(
        "OpenIdConnect:ClientId",
        "Development",
        "--OpenIdConnect:Authority=https://id.example/",
        "--OpenIdConnect:Roles:Auditor=a"
    )]
    [InlineData("OpenIdConnect:Roles", "Development", "--OpenIdConnect:Authority=https://id.example/")]
    [InlineData(
        "OpenIdConnect:Authority",
        "Development",
        "--OpenIdConnect:Authority=https://login.microsoftonline.com/common/v2.0"
    )]
    [InlineData("Web:PublicUrl", "Production")]
    [InlineData("Web:PublicUrl", "Production", "--Web:PublicUrl=http://sum.example")]
    [InlineData("Web:PublicUrl", "Development", "--Web:PublicUrl=sum.example")]
    [InlineData("Web:TrustedProxies", "Development", "--Web:TrustedProxies=proxy1")]
    [InlineData("DataProtection:CertificatePath", "Production", "--Web:PublicUrl=https://sum.example")]
    [InlineData(
        "DataProtection:CertificatePath",
        "Production",
        "--Web:PublicUrl=https://sum.example",
        "--DataProtection:CertificatePath=/none.pfx"
    )]
    [InlineData(
        "DataProtection:CertificatePath",
        "Production",
        "--Web:PublicUrl=https://sum.example",
        "--DataProtection:CertificatePath=/dev/null"
    )]
    public async Task It_is_named_in_one_sentence(string key, string environment, params string[] arguments)
    {
        await using var process = AppProcess.Start(environment, arguments);

        await AssertRefusedAsync(process, key);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("True")]
    [Trait("Id", "E02")]
    public async Task What_would_write_the_addresses_of_calls_into_the_log_is_refused(string value)
    {
        const string Variable = "DOTNET_SYSTEM_NET_HTTP_DISABLEURIREDACTION";
        await using var process = AppProcess.StartWith(new() { [Variable] = value }, "Development");

        await AssertRefusedAsync(process, Variable);
    }

    [Theory]
    [InlineData("DOTNET_DbgEnableMiniDump", "1")]
    [InlineData("COMPlus_DbgEnableMiniDump", "01")]
    [Trait("Id", "E04")]
    public async Task What_would_write_its_memory_into_a_file_is_refused(string variable, string value)
    {
        await using var process = AppProcess.StartWith(new() { [variable] = value }, "Development");

        await AssertRefusedAsync(process, variable);
    }

    [Theory]
    [InlineData(
        "Sandbox:Failpoint",
        "Production",
        "--Web:PublicUrl=https://sum.example",
        "--DataProtection:CertificatePath=/dev/null"
    )]
    [InlineData(
        "Sandbox:Failpoint",
        "Staging",
        "--Web:PublicUrl=https://sum.example",
        "--DataProtection:CertificatePath=/dev/null"
    )]
    [InlineData(
        "Sandbox:Failpoint",
        "Development",
        "--Sandbox:Enabled=false",
        "--KeyVault:VaultUri=https://127.0.0.1/"
    )]
    [InlineData(
        "Meta:BaseAddress",
        "Development",
        "--Meta:BaseAddress=https://graph.facebook.com",
        "--KeyVault:VaultUri=https://127.0.0.1/"
    )]
    [InlineData("KeyVault:VaultUri", "Development", "--KeyVault:VaultUri=https://real.vault.azure.net/")]
    [Trait("Id", "Q07")]
    public async Task A_step_is_made_to_fail_beside_the_sandbox_alone(
        string key,
        string environment,
        params string[] arguments
    )
    {
        const string Failpoint = "--Sandbox:Failpoint=before:Create at Meta:kill";
        await using var process = AppProcess.Start(environment, [.. arguments, Failpoint]);

        await AssertRefusedAsync(process, key, "Sandbox:Failpoint");
    }

    [Theory]
    [InlineData("sometime")]
    [InlineData("before:Create at Meta")]
    [InlineData("during:Create at Meta:kill")]
    [InlineData("before:Create at Meta:explode")]
    [Trait("Id", "Q07")]
    public async Task A_failpoint_that_is_written_wrong_is_told(string failpoint)
    {
        await using var process = AppProcess.Start(
            "Development",
            "--KeyVault:VaultUri=https://127.0.0.1/",
            $"--Sandbox:Failpoint={failpoint}"
        );

        await AssertRefusedAsync(process, "Sandbox:Failpoint", failpoint);
    }

    private static async Task AssertRefusedAsync(AppProcess process, params string[] named)
    {
        var (exitCode, errors) = await process.EndAsync();

        Assert.Equal(1, exitCode);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        foreach (var word in named)
            Assert.Contains(word, line, StringComparison.Ordinal);
        Assert.EndsWith("The app was not started.", line, StringComparison.Ordinal);
    }
}
