using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace SystemUserManager.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class DailyActs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Origin",
                table: "Tokens",
                type: "character varying(40)",
                maxLength: 40,
                nullable: false,
                defaultValue: "IssuedHere");

            migrationBuilder.AddColumn<string>(
                name: "ScopesWhy",
                table: "Tokens",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "AdoptedAt",
                table: "SystemUsers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "AdoptedByName",
                table: "SystemUsers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LastConfirmedByName",
                table: "SystemUsers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Preset",
                table: "SystemUsers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LeftAt",
                table: "People",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Why",
                table: "Grants",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ConfirmedAt",
                table: "Consumers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ConfirmedByName",
                table: "Consumers",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ConfirmedTokenId",
                table: "Consumers",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LinkSha256",
                table: "Consumers",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LinkTokenId",
                table: "Consumers",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LinkValidUntil",
                table: "Consumers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "EndsAt",
                table: "Accounts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsBreakGlass",
                table: "Accounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "BusinessPeople",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    GraphId = table.Column<string>(type: "text", nullable: false),
                    Name = table.Column<string>(type: "text", nullable: false),
                    NameKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Email = table.Column<string>(type: "text", nullable: true),
                    Role = table.Column<string>(type: "text", nullable: true),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    GoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    PersonId = table.Column<long>(type: "bigint", nullable: true),
                    MatchedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    MatchedByName = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BusinessPeople", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BusinessPeople_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_BusinessPeople_Portfolios_PortfolioId",
                        column: x => x.PortfolioId,
                        principalTable: "Portfolios",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ChecklistLines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    SystemUserId = table.Column<long>(type: "bigint", nullable: false),
                    AssetId = table.Column<long>(type: "bigint", nullable: true),
                    Text = table.Column<string>(type: "text", nullable: false),
                    OperationId = table.Column<long>(type: "bigint", nullable: false),
                    AddedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    DoneByName = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChecklistLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ChecklistLines_Assets_AssetId",
                        column: x => x.AssetId,
                        principalTable: "Assets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChecklistLines_Operations_OperationId",
                        column: x => x.OperationId,
                        principalTable: "Operations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChecklistLines_SystemUsers_SystemUserId",
                        column: x => x.SystemUserId,
                        principalTable: "SystemUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "HandOvers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PortfolioId = table.Column<long>(type: "bigint", nullable: false),
                    SystemUserId = table.Column<long>(type: "bigint", nullable: false),
                    FromId = table.Column<long>(type: "bigint", nullable: true),
                    ToId = table.Column<long>(type: "bigint", nullable: false),
                    Reason = table.Column<string>(type: "text", nullable: false),
                    AskedByName = table.Column<string>(type: "text", nullable: false),
                    AskedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    AnsweredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    AnsweredByName = table.Column<string>(type: "text", nullable: true),
                    Accepted = table.Column<bool>(type: "boolean", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_HandOvers", x => x.Id);
                    table.ForeignKey(
                        name: "FK_HandOvers_People_FromId",
                        column: x => x.FromId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_HandOvers_People_ToId",
                        column: x => x.ToId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_HandOvers_SystemUsers_SystemUserId",
                        column: x => x.SystemUserId,
                        principalTable: "SystemUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<long>(type: "bigint", nullable: false),
                    Method = table.Column<string>(type: "text", nullable: false),
                    StartedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ProvedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Address = table.Column<string>(type: "text", nullable: true),
                    Browser = table.Column<string>(type: "text", nullable: true),
                    EndedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Sessions_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SystemUsers_NextReviewOn",
                table: "SystemUsers",
                column: "NextReviewOn");

            migrationBuilder.CreateIndex(
                name: "IX_Consumers_ConfirmedTokenId",
                table: "Consumers",
                column: "ConfirmedTokenId");

            migrationBuilder.CreateIndex(
                name: "IX_Consumers_LinkSha256",
                table: "Consumers",
                column: "LinkSha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Consumers_LinkTokenId",
                table: "Consumers",
                column: "LinkTokenId");

            migrationBuilder.CreateIndex(
                name: "IX_BusinessPeople_PersonId",
                table: "BusinessPeople",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_BusinessPeople_PortfolioId_GraphId",
                table: "BusinessPeople",
                columns: new[] { "PortfolioId", "GraphId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BusinessPeople_PortfolioId_NameKey",
                table: "BusinessPeople",
                columns: new[] { "PortfolioId", "NameKey" });

            migrationBuilder.CreateIndex(
                name: "IX_ChecklistLines_AssetId",
                table: "ChecklistLines",
                column: "AssetId");

            migrationBuilder.CreateIndex(
                name: "IX_ChecklistLines_OperationId",
                table: "ChecklistLines",
                column: "OperationId");

            migrationBuilder.CreateIndex(
                name: "IX_ChecklistLines_SystemUserId_DoneAt",
                table: "ChecklistLines",
                columns: new[] { "SystemUserId", "DoneAt" });

            migrationBuilder.CreateIndex(
                name: "IX_HandOvers_FromId",
                table: "HandOvers",
                column: "FromId");

            migrationBuilder.CreateIndex(
                name: "IX_HandOvers_Open",
                table: "HandOvers",
                column: "SystemUserId",
                unique: true,
                filter: "\"AnsweredAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_HandOvers_ToId",
                table: "HandOvers",
                column: "ToId");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_AccountId_EndedAt",
                table: "Sessions",
                columns: new[] { "AccountId", "EndedAt" });

            migrationBuilder.AddForeignKey(
                name: "FK_Consumers_Tokens_ConfirmedTokenId",
                table: "Consumers",
                column: "ConfirmedTokenId",
                principalTable: "Tokens",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "FK_Consumers_Tokens_LinkTokenId",
                table: "Consumers",
                column: "LinkTokenId",
                principalTable: "Tokens",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Consumers_Tokens_ConfirmedTokenId",
                table: "Consumers");

            migrationBuilder.DropForeignKey(
                name: "FK_Consumers_Tokens_LinkTokenId",
                table: "Consumers");

            migrationBuilder.DropTable(
                name: "BusinessPeople");

            migrationBuilder.DropTable(
                name: "ChecklistLines");

            migrationBuilder.DropTable(
                name: "HandOvers");

            migrationBuilder.DropTable(
                name: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_SystemUsers_NextReviewOn",
                table: "SystemUsers");

            migrationBuilder.DropIndex(
                name: "IX_Consumers_ConfirmedTokenId",
                table: "Consumers");

            migrationBuilder.DropIndex(
                name: "IX_Consumers_LinkSha256",
                table: "Consumers");

            migrationBuilder.DropIndex(
                name: "IX_Consumers_LinkTokenId",
                table: "Consumers");

            migrationBuilder.DropColumn(
                name: "Origin",
                table: "Tokens");

            migrationBuilder.DropColumn(
                name: "ScopesWhy",
                table: "Tokens");

            migrationBuilder.DropColumn(
                name: "AdoptedAt",
                table: "SystemUsers");

            migrationBuilder.DropColumn(
                name: "AdoptedByName",
                table: "SystemUsers");

            migrationBuilder.DropColumn(
                name: "LastConfirmedByName",
                table: "SystemUsers");

            migrationBuilder.DropColumn(
                name: "Preset",
                table: "SystemUsers");

            migrationBuilder.DropColumn(
                name: "LeftAt",
                table: "People");

            migrationBuilder.DropColumn(
                name: "Why",
                table: "Grants");

            migrationBuilder.DropColumn(
                name: "ConfirmedAt",
                table: "Consumers");

            migrationBuilder.DropColumn(
                name: "ConfirmedByName",
                table: "Consumers");

            migrationBuilder.DropColumn(
                name: "ConfirmedTokenId",
                table: "Consumers");

            migrationBuilder.DropColumn(
                name: "LinkSha256",
                table: "Consumers");

            migrationBuilder.DropColumn(
                name: "LinkTokenId",
                table: "Consumers");

            migrationBuilder.DropColumn(
                name: "LinkValidUntil",
                table: "Consumers");

            migrationBuilder.DropColumn(
                name: "EndsAt",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "IsBreakGlass",
                table: "Accounts");
        }
    }
}
