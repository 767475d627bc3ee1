using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SystemUserManager.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class BusinessPeopleEmail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "EmailKey",
                table: "BusinessPeople",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_BusinessPeople_EmailKey",
                table: "BusinessPeople",
                column: "EmailKey");

            migrationBuilder.CreateIndex(
                name: "IX_BusinessPeople_NameKey",
                table: "BusinessPeople",
                column: "NameKey");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_BusinessPeople_EmailKey",
                table: "BusinessPeople");

            migrationBuilder.DropIndex(
                name: "IX_BusinessPeople_NameKey",
                table: "BusinessPeople");

            migrationBuilder.DropColumn(
                name: "EmailKey",
                table: "BusinessPeople");
        }
    }
}
