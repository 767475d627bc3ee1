namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>The secrets API: one line per operation, with the permission that it needs.</summary>
internal static class SecretEndpoints
{
    public static void MapSecretEndpoints(this IEndpointRouteBuilder app, KeyVaultStore store, VaultDoor door)
    {
        app.MapPut("/secrets/{name}", door.Guard(VaultPermission.Set, SetAsync));
        app.MapGet("/secrets/{name}", door.Guard(VaultPermission.Get, GetAsync));
        app.MapGet("/secrets/{name}/{version}", door.Guard(VaultPermission.Get, GetAsync));
        app.MapPatch("/secrets/{name}", door.Guard(VaultPermission.Set, UpdateAsync));
        app.MapPatch("/secrets/{name}/{version}", door.Guard(VaultPermission.Set, UpdateAsync));
        app.MapGet("/secrets", door.Guard(VaultPermission.List, ListAsync));
        app.MapGet("/secrets/{name}/versions", door.Guard(VaultPermission.List, ListVersionsAsync));
        app.MapDelete("/secrets/{name}", door.Guard(VaultPermission.Delete, DeleteAsync));
        app.MapGet("/deletedsecrets/{name}", door.Guard(VaultPermission.Get, GetDeletedAsync));
        app.MapGet("/deletedsecrets", door.Guard(VaultPermission.List, ListDeletedAsync));
        app.MapPost("/deletedsecrets/{name}/recover", door.Guard(VaultPermission.Recover, RecoverAsync));
        app.MapDelete("/deletedsecrets/{name}", door.Guard(VaultPermission.Purge, PurgeAsync));
        app.MapPost("/secrets/{name}/backup", door.Guard(VaultPermission.Backup, BackupAsync));
        app.MapPost("/secrets/restore", door.Guard(VaultPermission.Restore, RestoreAsync));

        async Task SetAsync(HttpContext http, SecretBundles bundles)
        {
            var parameters = await VaultJson.ReadAsync<SecretParameters>(http);
            await VaultJson.WriteAsync(http, bundles.WithValue(store.Set(Name(http), parameters)));
        }

        Task GetAsync(HttpContext http, SecretBundles bundles) =>
            VaultJson.WriteAsync(http, bundles.WithValue(store.Get(Name(http), Version(http))));

        async Task UpdateAsync(HttpContext http, SecretBundles bundles)
        {
            var parameters = await VaultJson.ReadAsync<SecretParameters>(http);
            await VaultJson.WriteAsync(http, bundles.WithoutValue(store.Update(Name(http), Version(http), parameters)));
        }

        Task ListAsync(HttpContext http, SecretBundles bundles) =>
            PageAsync(http, store.List(), reading => reading.Secret.Name.ToLowerInvariant(), bundles.Item);

        Task ListVersionsAsync(HttpContext http, SecretBundles bundles) =>
            PageAsync(http, store.ListVersions(Name(http)), reading => reading.Version.Version, bundles.WithoutValue);

        Task DeleteAsync(HttpContext http, SecretBundles bundles) =>
            VaultJson.WriteAsync(http, bundles.Deleted(store.Delete(Name(http))));

        Task GetDeletedAsync(HttpContext http, SecretBundles bundles) =>
            VaultJson.WriteAsync(http, bundles.Deleted(store.GetDeleted(Name(http))));

        Task ListDeletedAsync(HttpContext http, SecretBundles bundles) =>
            PageAsync(
                http,
                store.ListDeleted(),
                reading => reading.Secret.Name.ToLowerInvariant(),
                bundles.DeletedItem
            );

        Task RecoverAsync(HttpContext http, SecretBundles bundles) =>
            VaultJson.WriteAsync(http, bundles.WithoutValue(store.Recover(Name(http))));

        Task PurgeAsync(HttpContext http, SecretBundles bundles)
        {
            store.Purge(Name(http));
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        Task BackupAsync(HttpContext http, SecretBundles bundles) =>
            VaultJson.WriteAsync(http, new SealedBackup(store.Backup(Name(http)).Seal()));

        async Task RestoreAsync(HttpContext http, SecretBundles bundles)
        {
            var backup = SecretBackup.Open((await VaultJson.ReadAsync<SealedBackup>(http)).Value);
            await VaultJson.WriteAsync(http, bundles.WithoutValue(store.Restore(backup)));
        }
    }

    private static string Name(HttpContext http) => (string)http.Request.RouteValues["name"]!;

    private static string? Version(HttpContext http) => http.Request.RouteValues["version"] as string;

    /// <summary>
    /// One page after the key in <c>$skiptoken</c>: what is added or removed meanwhile moves no item twice or out.
    /// </summary>
    private static Task PageAsync(
        HttpContext http,
        IReadOnlyList<SecretReading> all,
        Func<SecretReading, string> keyOf,
        Func<SecretReading, SecretBundle> toItem
    )
    {
        string? maxResults = http.Request.Query["maxresults"];
        var size = SecretRules.PageSize(maxResults);
        var after = SecretRules.SkipToken(http.Request.Query["$skiptoken"]);
        var rest = all.Where(reading => after is null || string.CompareOrdinal(keyOf(reading), after) > 0).ToList();
        var page = rest.Take(size).ToList();
        string? nextLink = null;
        if (rest.Count > size)
        {
            var request = http.Request;
            nextLink =
                $"{request.Scheme}://{request.Host}{request.Path}?api-version={request.Query["api-version"]}"
                + $"&$skiptoken={SecretRules.ToSkipToken(keyOf(page[^1]))}"
                + (maxResults is null ? "" : $"&maxresults={size}");
        }
        return VaultJson.WriteAsync(http, new SecretPage([.. page.Select(toItem)], nextLink));
    }
}
