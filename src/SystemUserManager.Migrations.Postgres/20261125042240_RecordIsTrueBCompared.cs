using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemUserManager.Migrations.Postgres.Migrations
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
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ConfirmedRole",
                table: "SystemUsers",
                type: "text",
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
                name: "HeldSince",
                table: "Findings",
                type: "timestamp with time zone",
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
