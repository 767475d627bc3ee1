# One image for all roles (Host__Role = All, Web, Worker). The sandbox isn't in it: see the target "demo".
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/SystemUserManager.Web -c Release -o /app

FROM build AS build-demo
RUN dotnet build src/SystemUserManager.Sandbox -c Release -o /sandbox

# Only for `docker compose --profile demo`: the stand-in for Meta and Key Vault. Never deploy it.
FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS demo
COPY --from=build-demo /sandbox /sandbox
USER $APP_UID
ENTRYPOINT ["dotnet", "/sandbox/SystemUserManager.Sandbox.dll"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS app
# A dump of a worker may hold a token: no diagnostics port, no minidumps. Core dumps: ulimit in docker-compose.yml.
ENV DOTNET_EnableDiagnostics=0 \
    DOTNET_DbgEnableMiniDump=0 \
    ASPNETCORE_HTTP_PORTS=8080
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
EXPOSE 8080
ENTRYPOINT ["dotnet", "SystemUserManager.Web.dll"]
