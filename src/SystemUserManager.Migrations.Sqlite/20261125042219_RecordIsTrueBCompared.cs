using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemUserManager.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class RecordIsTrueBCompared : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ConfirmedName",
                table: "SystemUsers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ConfirmedRole",
                table: "SystemUsers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ComparedAt",
                table: "Portfolios",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ComparedReadAt",
                table: "Portfolios",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ComparedSequence",
                table: "Portfolios",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "HeldSince",
                table: "Findings",
                type: "INTEGER",
                nullable: true);

            // What is made or adopted here is meant as it is shown.
            migrationBuilder.Sql(
                """
                UPDATE "SystemUsers" SET "ConfirmedName" = "Name", "ConfirmedRole" = "Role"
                WHERE "Origin" = 'MadeHere' OR "AdoptedAt" IS NOT NULL;
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ConfirmedName",
                table: "SystemUsers");

            migrationBuilder.DropColumn(
                name: "ConfirmedRole",
                table: "SystemUsers");

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
                name: "HeldSince",
                table: "Findings");
        }
    }
}
