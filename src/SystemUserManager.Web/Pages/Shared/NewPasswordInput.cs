using System.ComponentModel.DataAnnotations;

namespace SystemUserManager.Web.Pages.Shared;

/// <summary>A new password, typed twice. What it must be like is for the act to say.</summary>
public class NewPasswordInput
{
    [Required(ErrorMessage = "The new password is missing.")]
    [StringLength(256, ErrorMessage = "The password is too long: it may have at most 256 characters.")]
    public string Password { get; set; } = "";

    [Required(ErrorMessage = "Type the new password a second time.")]
    [Compare(nameof(Password), ErrorMessage = "The two passwords are not the same.")]
    public string PasswordAgain { get; set; } = "";
}
