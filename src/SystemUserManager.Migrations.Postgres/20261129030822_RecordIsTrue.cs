using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace SystemUserManager.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class RecordIsTrue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Findings_ResolvedAt",
                table: "Findings");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "HealthCheckedAt",
                table: "Tokens",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HealthProblem",
                table: "Tokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "SeenExpiresAt",
                table: "Tokens",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SeenScopes",
                table: "Tokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ConfirmedName",
                table: "SystemUsers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ConfirmedRole",
                table: "SystemUsers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "FirstCompleteReadAt",
                table: "SyncParts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ChangedAt",
                table: "SeenGrants",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ChangedByName",
                table: "SeenGrants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "EndedAt",
                table: "SeenGrants",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EndedByName",
                table: "SeenGrants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LabelRoleId",
                table: "RoleAssignments",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ComparedAt",
                table: "Portfolios",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ComparedReadAt",
                table: "Portfolios",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ComparedSequence",
                table: "Portfolios",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "DisconnectedAt",
                table: "Portfolios",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DisconnectedByName",
                table: "Portfolios",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "FirstNoticeClosedAt",
                table: "Portfolios",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PartnerId",
                table: "Operations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "AcceptedAt",
                table: "Findings",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AcceptedByName",
                table: "Findings",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "AcceptedUntil",
                table: "Findings",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AcceptedWhy",
                table: "Findings",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "AssetId",
                table: "Findings",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AtMeta",
                table: "Findings",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "HeldSince",
                table: "Findings",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "InRecord",
                table: "Findings",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "InVault",
                table: "Findings",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "NotBefore",
                table: "Findings",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PartnerId",
                table: "Findings",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Severity",
                table: "Findings",
                type: "integer",
                maxLength: 40,
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AlterColumn<long>(
                name: "SystemUserId",
                table: "ChecklistLines",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<long>(
                name: "PartnerId",
                table: "ChecklistLines",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsDead",
                table: "Assets",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "NotBefore",
                table: "Assets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Status",
                table: "Assets",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BusinessApps",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    AppId = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    IsOwned = table.Column<bool>(type: "boolean", nullable: false),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    GoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BusinessApps", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BusinessApps_Portfolios_PortfolioId",
                        column: x => x.PortfolioId,
                        principalTable: "Portfolios",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GroupedAssets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    GroupId = table.Column<long>(type: "bigint", nullable: false),
                    AssetId = table.Column<long>(type: "bigint", nullable: false),
                    ValidFrom = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ValidTo = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    NotBefore = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GroupedAssets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GroupedAssets_Assets_AssetId",
                        column: x => x.AssetId,
                        principalTable: "Assets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_GroupedAssets_Assets_GroupId",
                        column: x => x.GroupId,
                        principalTable: "Assets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LabelRoles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    AccountId = table.Column<long>(type: "bigint", nullable: false),
                    Role = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Label = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    LabelKey = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LabelRoles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LabelRoles_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Partners",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    BusinessId = table.Column<string>(type: "text", nullable: false),
                    Relation = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    NameKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    NotBefore = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    GoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Purpose = table.Column<string>(type: "text", nullable: true),
                    OwnerId = table.Column<long>(type: "bigint", nullable: true),
                    EndsOn = table.Column<DateOnly>(type: "date", nullable: true),
                    LastConfirmedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LastConfirmedByName = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Partners", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Partners_People_OwnerId",
                        column: x => x.OwnerId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Partners_Portfolios_PortfolioId",
                        column: x => x.PortfolioId,
                        principalTable: "Portfolios",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PortfolioLabels",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    Label = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    LabelKey = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PortfolioLabels", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PortfolioLabels_Portfolios_PortfolioId",
                        column: x => x.PortfolioId,
                        principalTable: "Portfolios",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Reviews",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    Batch = table.Column<Guid>(type: "uuid", nullable: false),
                    Scope = table.Column<string>(type: "text", nullable: false),
                    SignedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    SignedByName = table.Column<string>(type: "text", nullable: false),
                    Note = table.Column<string>(type: "text", nullable: true),
                    NextOn = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Reviews", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Reviews_Portfolios_PortfolioId",
                        column: x => x.PortfolioId,
                        principalTable: "Portfolios",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "VaultSecrets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    IsEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Tags = table.Column<string>(type: "text", nullable: false),
                    UpdatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    GoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VaultSecrets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VaultSecrets_Portfolios_PortfolioId",
                        column: x => x.PortfolioId,
                        principalTable: "Portfolios",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PartnerShares",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    PartnerId = table.Column<long>(type: "bigint", nullable: false),
                    AssetId = table.Column<long>(type: "bigint", nullable: false),
                    Tasks = table.Column<string>(type: "text", nullable: false),
                    ValidFrom = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ValidTo = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    NotBefore = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PartnerShares", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PartnerShares_Assets_AssetId",
                        column: x => x.AssetId,
                        principalTable: "Assets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PartnerShares_Partners_PartnerId",
                        column: x => x.PartnerId,
                        principalTable: "Partners",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReviewLines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    ReviewId = table.Column<long>(type: "bigint", nullable: false),
                    SystemUserId = table.Column<long>(type: "bigint", nullable: false),
                    SystemUserName = table.Column<string>(type: "text", nullable: false),
                    OwnerName = table.Column<string>(type: "text", nullable: true),
                    Decision = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Note = table.Column<string>(type: "text", nullable: true),
                    Reached = table.Column<string>(type: "text", nullable: false),
                    OperationId = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReviewLines_Operations_OperationId",
                        column: x => x.OperationId,
                        principalTable: "Operations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ReviewLines_Reviews_ReviewId",
                        column: x => x.ReviewId,
                        principalTable: "Reviews",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_ReviewLines_SystemUsers_SystemUserId",
                        column: x => x.SystemUserId,
                        principalTable: "SystemUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RoleAssignments_LabelRoleId",
                table: "RoleAssignments",
                column: "LabelRoleId");

            migrationBuilder.CreateIndex(
                name: "IX_Operations_PartnerId",
                table: "Operations",
                column: "PartnerId");

            migrationBuilder.CreateIndex(
                name: "IX_Findings_AssetId",
                table: "Findings",
                column: "AssetId");

            migrationBuilder.CreateIndex(
                name: "IX_Findings_PartnerId",
                table: "Findings",
                column: "PartnerId");

            migrationBuilder.CreateIndex(
                name: "IX_Findings_ResolvedAt_Severity",
                table: "Findings",
                columns: new[] { "ResolvedAt", "Severity" });

            migrationBuilder.CreateIndex(
                name: "IX_ChecklistLines_PartnerId_DoneAt",
                table: "ChecklistLines",
                columns: new[] { "PartnerId", "DoneAt" });

            migrationBuilder.CreateIndex(
                name: "IX_BusinessApps_PortfolioId_AppId",
                table: "BusinessApps",
                columns: new[] { "PortfolioId", "AppId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_GroupedAssets_AssetId",
                table: "GroupedAssets",
                column: "AssetId");

            migrationBuilder.CreateIndex(
                name: "IX_GroupedAssets_Current",
                table: "GroupedAssets",
                columns: new[] { "GroupId", "AssetId" },
                unique: true,
                filter: "\"ValidTo\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_LabelRoles_AccountId_LabelKey_Role",
                table: "LabelRoles",
                columns: new[] { "AccountId", "LabelKey", "Role" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LabelRoles_LabelKey",
                table: "LabelRoles",
                column: "LabelKey");

            migrationBuilder.CreateIndex(
                name: "IX_Partners_NameKey_Id",
                table: "Partners",
                columns: new[] { "NameKey", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Partners_OwnerId",
                table: "Partners",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_Partners_PortfolioId_Relation_BusinessId",
                table: "Partners",
                columns: new[] { "PortfolioId", "Relation", "BusinessId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PartnerShares_AssetId_PartnerId",
                table: "PartnerShares",
                columns: new[] { "AssetId", "PartnerId" });

            migrationBuilder.CreateIndex(
                name: "IX_PartnerShares_Current",
                table: "PartnerShares",
                columns: new[] { "PartnerId", "AssetId" },
                unique: true,
                filter: "\"ValidTo\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PortfolioLabels_LabelKey_PortfolioId",
                table: "PortfolioLabels",
                columns: new[] { "LabelKey", "PortfolioId" });

            migrationBuilder.CreateIndex(
                name: "IX_PortfolioLabels_PortfolioId_LabelKey",
                table: "PortfolioLabels",
                columns: new[] { "PortfolioId", "LabelKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReviewLines_OperationId",
                table: "ReviewLines",
                column: "OperationId");

            migrationBuilder.CreateIndex(
                name: "IX_ReviewLines_ReviewId",
                table: "ReviewLines",
                column: "ReviewId");

            migrationBuilder.CreateIndex(
                name: "IX_ReviewLines_SystemUserId",
                table: "ReviewLines",
                column: "SystemUserId");

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_Batch",
                table: "Reviews",
                column: "Batch");

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_PortfolioId",
                table: "Reviews",
                column: "PortfolioId");

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_SignedAt_Id",
                table: "Reviews",
                columns: new[] { "SignedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_VaultSecrets_PortfolioId_Name",
                table: "VaultSecrets",
                columns: new[] { "PortfolioId", "Name" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_ChecklistLines_Partners_PartnerId",
                table: "ChecklistLines",
                column: "PartnerId",
                principalTable: "Partners",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_Findings_Assets_AssetId",
                table: "Findings",
                column: "AssetId",
                principalTable: "Assets",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_Findings_Partners_PartnerId",
                table: "Findings",
                column: "PartnerId",
                principalTable: "Partners",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_Operations_Partners_PartnerId",
                table: "Operations",
                column: "PartnerId",
                principalTable: "Partners",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_RoleAssignments_LabelRoles_LabelRoleId",
                table: "RoleAssignments",
                column: "LabelRoleId",
                principalTable: "LabelRoles",
                principalColumn: "Id");

            // Since when an edge is known wasn't kept before: what can be said is that it was read then.
            migrationBuilder.Sql(
                "UPDATE \"SyncParts\" SET \"FirstCompleteReadAt\" = \"LastCompleteReadAt\""
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_ChecklistLines_Partners_PartnerId",
                table: "ChecklistLines");

            migrationBuilder.DropForeignKey(
                name: "FK_Findings_Assets_AssetId",
                table: "Findings");

            migrationBuilder.DropForeignKey(
                name: "FK_Findings_Partners_PartnerId",
                table: "Findings");

            migrationBuilder.DropForeignKey(
                name: "FK_Operations_Partners_PartnerId",
                table: "Operations");

            migrationBuilder.DropForeignKey(
                name: "FK_RoleAssignments_LabelRoles_LabelRoleId",
                table: "RoleAssignments");

            migrationBuilder.DropTable(
                name: "BusinessApps");

            migrationBuilder.DropTable(
                name: "GroupedAssets");

            migrationBuilder.DropTable(
                name: "LabelRoles");

            migrationBuilder.DropTable(
                name: "PartnerShares");

            migrationBuilder.DropTable(
                name: "PortfolioLabels");

            migrationBuilder.DropTable(
                name: "ReviewLines");

            migrationBuilder.DropTable(
                name: "VaultSecrets");

            migrationBuilder.DropTable(
                name: "Partners");

            migrationBuilder.DropTable(
                name: "Reviews");

            migrationBuilder.DropIndex(
                name: "IX_RoleAssignments_LabelRoleId",
                table: "RoleAssignments");

            migrationBuilder.DropIndex(
                name: "IX_Operations_PartnerId",
                table: "Operations");

            migrationBuilder.DropIndex(
                name: "IX_Findings_AssetId",
                table: "Findings");

            migrationBuilder.DropIndex(
                name: "IX_Findings_PartnerId",
                table: "Findings");

            migrationBuilder.DropIndex(
                name: "IX_Findings_ResolvedAt_Severity",
                table: "Findings");

            migrationBuilder.DropIndex(
                name: "IX_ChecklistLines_PartnerId_DoneAt",
                table: "ChecklistLines");

            migrationBuilder.DropColumn(
                name: "HealthCheckedAt",
                table: "Tokens");

            migrationBuilder.DropColumn(
                name: "HealthProblem",
                table: "Tokens");

            migrationBuilder.DropColumn(
                name: "SeenExpiresAt",
                table: "Tokens");

            migrationBuilder.DropColumn(
                name: "SeenScopes",
                table: "Tokens");

            migrationBuilder.DropColumn(
                name: "ConfirmedName",
                table: "SystemUsers");

            migrationBuilder.DropColumn(
                name: "ConfirmedRole",
                table: "SystemUsers");

            migrationBuilder.DropColumn(
                name: "FirstCompleteReadAt",
                table: "SyncParts");

            migrationBuilder.DropColumn(
                name: "ChangedAt",
                table: "SeenGrants");

            migrationBuilder.DropColumn(
                name: "ChangedByName",
                table: "SeenGrants");

            migrationBuilder.DropColumn(
                name: "EndedAt",
                table: "SeenGrants");

            migrationBuilder.DropColumn(
                name: "EndedByName",
                table: "SeenGrants");

            migrationBuilder.DropColumn(
                name: "LabelRoleId",
                table: "RoleAssignments");

            migrationBuilder.DropColumn(
                name: "ComparedAt",
                table: "Portfolios");

            migrationBuilder.DropColumn(
                name: "ComparedReadAt",
                table: "Portfolios");

            migrationBuilder.DropColumn(
                name: "ComparedSequence",
                table: "Portfolios");

            migrationBuilder.DropColumn(
                name: "DisconnectedAt",
                table: "Portfolios");

            migrationBuilder.DropColumn(
                name: "DisconnectedByName",
                table: "Portfolios");

            migrationBuilder.DropColumn(
                name: "FirstNoticeClosedAt",
                table: "Portfolios");

            migrationBuilder.DropColumn(
                name: "PartnerId",
                table: "Operations");

            migrationBuilder.DropColumn(
                name: "AcceptedAt",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "AcceptedByName",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "AcceptedUntil",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "AcceptedWhy",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "AssetId",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "AtMeta",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "HeldSince",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "InRecord",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "InVault",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "NotBefore",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "PartnerId",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "Severity",
                table: "Findings");

            migrationBuilder.DropColumn(
                name: "PartnerId",
                table: "ChecklistLines");

            migrationBuilder.DropColumn(
                name: "IsDead",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "NotBefore",
                table: "Assets");

            migrationBuilder.DropColumn(
                name: "Status",
                table: "Assets");

            migrationBuilder.AlterColumn<long>(
                name: "SystemUserId",
                table: "ChecklistLines",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Findings_ResolvedAt",
                table: "Findings",
                column: "ResolvedAt");
        }
    }
}
