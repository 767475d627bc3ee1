using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemUserManager.Migrations.Sqlite.Migrations
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
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "PortfolioApps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PortfolioId = table.Column<long>(type: "INTEGER", nullable: false),
                    AppId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    ControlTokenSecret = table.Column<string>(type: "TEXT", nullable: false),
                    AppSecretSecret = table.Column<string>(type: "TEXT", nullable: false),
                    ControlSystemUserGraphId = table.Column<string>(type: "TEXT", nullable: false),
                    ControlTokenExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ControlTokenCheckedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastReadAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RemovedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    NoAccessSince = table.Column<long>(type: "INTEGER", nullable: true),
                    NoAccessReason = table.Column<string>(type: "TEXT", nullable: true)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PortfolioId = table.Column<long>(type: "INTEGER", nullable: false),
                    PortfolioAppId = table.Column<long>(type: "INTEGER", nullable: false),
                    GraphId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    MetaCreatedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SystemUserId = table.Column<long>(type: "INTEGER", nullable: true),
                    JoinedByName = table.Column<string>(type: "TEXT", nullable: true),
                    JoinedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SecretName = table.Column<string>(type: "TEXT", nullable: true),
                    FirstSeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    GoneAt = table.Column<long>(type: "INTEGER", nullable: true)
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
