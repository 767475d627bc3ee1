namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>The vault and, on the same port, the token endpoint whose bearers open it.</summary>
public static class KeyVaultServer
{
    public static void MapKeyVault(this WebApplication app, KeyVaultStore store)
    {
        var clock = app.Services.GetService<TimeProvider>() ?? TimeProvider.System;
        app.MapTokenEndpoints(store);
        app.MapSecretEndpoints(store, new VaultDoor(store, new VaultThrottle(clock)));
    }
}
