using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemUserManager.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class AppLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "AppBlockedUntil",
                table: "GraphLimits",
                type: "timestamp with time zone",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "AppBlockedUntil",
                table: "GraphLimits");
        }
    }
}
