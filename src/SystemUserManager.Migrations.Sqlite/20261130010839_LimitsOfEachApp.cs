using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemUserManager.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class LimitsOfEachApp : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Tokens_IssueOperationId",
                table: "Tokens");

            migrationBuilder.DropPrimaryKey(
                name: "PK_GraphLimits",
                table: "GraphLimits");

            migrationBuilder.AddColumn<string>(
                name: "AppId",
                table: "GraphLimits",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddPrimaryKey(
                name: "PK_GraphLimits",
                table: "GraphLimits",
                columns: new[] { "PortfolioId", "AppId" });

            migrationBuilder.CreateIndex(
                name: "IX_Tokens_IssueOperationId",
                table: "Tokens",
                column: "IssueOperationId",
                unique: true,
                filter: "\"Origin\" = 'IssuedHere'");

            migrationBuilder.CreateIndex(
                name: "IX_GraphLimits_AppId",
                table: "GraphLimits",
                column: "AppId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Tokens_IssueOperationId",
                table: "Tokens");

            migrationBuilder.DropPrimaryKey(
                name: "PK_GraphLimits",
                table: "GraphLimits");

            migrationBuilder.DropIndex(
                name: "IX_GraphLimits_AppId",
                table: "GraphLimits");

            migrationBuilder.DropColumn(
                name: "AppId",
                table: "GraphLimits");

            migrationBuilder.AddPrimaryKey(
                name: "PK_GraphLimits",
                table: "GraphLimits",
                column: "PortfolioId");

            migrationBuilder.CreateIndex(
                name: "IX_Tokens_IssueOperationId",
                table: "Tokens",
                column: "IssueOperationId",
                unique: true);
        }
    }
}
