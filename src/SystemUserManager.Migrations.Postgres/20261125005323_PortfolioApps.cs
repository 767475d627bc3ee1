using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace SystemUserManager.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class PortfolioApps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "PortfolioAppId",
                table: "Operations",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "PortfolioApps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    AppId = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    ControlTokenSecret = table.Column<string>(type: "text", nullable: false),
                    AppSecretSecret = table.Column<string>(type: "text", nullable: false),
                    ControlSystemUserGraphId = table.Column<string>(type: "text", nullable: false),
                    ControlTokenExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ControlTokenCheckedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    AddedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastReadAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    RemovedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    NoAccessSince = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    NoAccessReason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PortfolioApps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PortfolioApps_Portfolios_PortfolioId",
                        column: x => x.PortfolioId,
                        principalTable: "Portfolios",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "AppScopedSystemUsers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    PortfolioAppId = table.Column<long>(type: "bigint", nullable: false),
                    GraphId = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    MetaCreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SystemUserId = table.Column<long>(type: "bigint", nullable: true),
                    JoinedByName = table.Column<string>(type: "text", nullable: true),
                    JoinedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SecretName = table.Column<string>(type: "text", nullable: true),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    GoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AppScopedSystemUsers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AppScopedSystemUsers_PortfolioApps_PortfolioAppId",
                        column: x => x.PortfolioAppId,
                        principalTable: "PortfolioApps",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_AppScopedSystemUsers_Portfolios_PortfolioId",
                        column: x => x.PortfolioId,
                        principalTable: "Portfolios",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_AppScopedSystemUsers_SystemUsers_SystemUserId",
                        column: x => x.SystemUserId,
                        principalTable: "SystemUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Operations_PortfolioAppId",
                table: "Operations",
                column: "PortfolioAppId");

            migrationBuilder.CreateIndex(
                name: "IX_AppScopedSystemUsers_PortfolioAppId_GraphId",
                table: "AppScopedSystemUsers",
                columns: new[] { "PortfolioAppId", "GraphId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AppScopedSystemUsers_PortfolioId",
                table: "AppScopedSystemUsers",
                column: "PortfolioId");

            migrationBuilder.CreateIndex(
                name: "IX_AppScopedSystemUsers_SystemUserId_PortfolioAppId",
                table: "AppScopedSystemUsers",
                columns: new[] { "SystemUserId", "PortfolioAppId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PortfolioApps_PortfolioId_AppId",
                table: "PortfolioApps",
                columns: new[] { "PortfolioId", "AppId" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_Operations_PortfolioApps_PortfolioAppId",
                table: "Operations",
                column: "PortfolioAppId",
                principalTable: "PortfolioApps",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Operations_PortfolioApps_PortfolioAppId",
                table: "Operations");

            migrationBuilder.DropTable(
                name: "AppScopedSystemUsers");

            migrationBuilder.DropTable(
                name: "PortfolioApps");

            migrationBuilder.DropIndex(
                name: "IX_Operations_PortfolioAppId",
                table: "Operations");

            migrationBuilder.DropColumn(
                name: "PortfolioAppId",
                table: "Operations");
        }
    }
}
