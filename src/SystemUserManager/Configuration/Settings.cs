using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace SystemUserManager.Configuration;

/// <summary>
/// Reads settings one key at a time, so that a wrong one can be named. Keys are written in full
/// (<c>Host:Role</c>). An empty value counts as none.
/// </summary>
public sealed class Settings(IConfiguration configuration)
{
    public string? Text(string key) =>
        configuration[key] is { } text && text.Trim() is { Length: > 0 } value ? value : null;

    public string Text(string key, string otherwise) => Text(key) ?? otherwise;

    public T OneOf<T>(string key, T otherwise)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
            return otherwise;
        // By name only: TryParse would take any number.
        if (Enum.GetNames<T>().FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name)
            return Enum.Parse<T>(name);
        throw new WrongSettingException(
            $"{key} is \"{text}\", but it must be one of: {string.Join(", ", Enum.GetNames<T>())}."
        );
    }

    public bool Flag(string key, bool otherwise)
    {
        if (Text(key) is not { } text)
            return otherwise;
        return bool.TryParse(text, out var flag)
            ? flag
            : throw new WrongSettingException($"{key} is \"{text}\", but it must be true or false.");
    }

    public int Number(string key, int otherwise, int least, int most)
    {
        if (Text(key) is not { } text)
            return otherwise;
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? number
            : throw new WrongSettingException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{key} is \"{text}\", but it must be a whole number from {least} to {most}."
                )
            );
    }

    /// <summary>Written as hh:mm:ss, with fractions of a second.</summary>
    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (Text(key) is not { } text)
            return otherwise;
        return
            TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration)
            && duration >= least
            && duration <= most
            ? duration
            : throw new WrongSettingException(
                $"{key} is \"{text}\", but it must be a time from {least:c} to {most:c}, written as hh:mm:ss."
            );
    }

    /// <summary>An absolute http or https address; null: not set.</summary>
    public Uri? Address(string key)
    {
        if (Text(key) is not { } text)
            return null;
        return
            Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new WrongSettingException(
                $"{key} is \"{text}\", but it must be an absolute address such as https://example.com/."
            );
    }
}
