namespace SystemUserManager.Sandbox.KeyVault;

/// <summary>The headers that each answer of the service carries, as seen in recordings of it.</summary>
internal static class VaultHeaders
{
    public const string Region = "westeurope";

    public static void Add(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.Pragma = "no-cache";
        headers.Expires = "-1";
        headers["x-ms-keyvault-region"] = Region;
        headers["x-ms-keyvault-service-version"] = "1.9.2000.0";
        headers["x-ms-keyvault-network-info"] =
            $"conn_type=Ipv4;addr={http.Connection.RemoteIpAddress};act_addr_fam=InterNetwork;";
        headers["x-ms-request-id"] = Guid.NewGuid().ToString();
        if (
            http.Request.Headers["x-ms-return-client-request-id"] == "true"
            && http.Request.Headers.TryGetValue("x-ms-client-request-id", out var clientRequestId)
        )
            headers["x-ms-client-request-id"] = clientRequestId;
        headers.StrictTransportSecurity = "max-age=31536000;includeSubDomains";
        headers.XContentTypeOptions = "nosniff";
    }
}
