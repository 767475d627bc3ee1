namespace SystemUserManager.Web.TagHelpers;

/// <summary>Our own icons: line drawings on a grid of 24 by 24, by name.</summary>
public static class Icons
{
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["check"] = "M5 12.5l4.5 4.5L19 7.5",
        ["chevron"] = "M6 9.5l6 6 6-6",
        ["clock"] = "M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM12 7.5V12l3 2",
        ["copy"] = "M9 9h10.5v11H9zM6 15H4.5V4H15v1.5",
        ["cross"] = "M6.5 6.5l11 11M17.5 6.5l-11 11",
        ["dot"] = "M12 8a4 4 0 100 8 4 4 0 000-8z",
        ["external"] = "M14 4.5h5.5V10M19.5 4.5l-8 8M17 13.5v6H4.5V7h6",
        ["eye"] = "M2.5 12s3.5-6 9.5-6 9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6zM12 9.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5z",
        ["info"] = "M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM12 11v5.5M12 7.6v.1",
        ["key"] = "M8 11.5a4 4 0 100 8 4 4 0 000-8zM11 12.7l8-8M16 7.5l2.5 2.5",
        ["lock"] = "M5.5 10.5h13v9.5h-13zM8.5 10.5V8a3.5 3.5 0 017 0v2.5",
        ["menu"] = "M4 7h16M4 12h16M4 17h16",
        ["minus"] = "M6 12h12",
        ["person"] = "M12 4a4 4 0 100 8 4 4 0 000-8zM4.5 20.5a7.5 7.5 0 0115 0",
        ["plus"] = "M12 5.5v13M5.5 12h13",
        ["question"] =
            "M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17zM9.6 9.6a2.5 2.5 0 113.6 2.2c-.8.4-1.2.9-1.2 1.9M12 16.6v.1",
        ["search"] = "M10.5 4.5a6 6 0 100 12 6 6 0 000-12zM15 15l5 5",
        ["tray"] = "M3.5 13.5L6 5h12l2.5 8.5V20h-17zM3.5 13.5H9l1 2.5h4l1-2.5h5.5",
        ["warning"] = "M12 4L2.8 20h18.4zM12 10v4.5M12 17.3v.1",
        ["working"] = "M19.5 12a7.5 7.5 0 11-2.2-5.3M19.5 3.5v4h-4",
    };

    public static IReadOnlyCollection<string> Names => Paths.Keys;

    /// <summary>
    /// The drawing as SVG, hidden from screen readers: words always stand beside it. Throws for a name that isn't drawn.
    /// </summary>
    public static string Svg(string name) =>
        Paths.TryGetValue(name, out var path)
            ? $"""<svg class="icon icon-{name}" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" focusable="false"><path d="{path}"/></svg>"""
            : throw new ArgumentOutOfRangeException(nameof(name), name, "No icon is drawn under this name.");

    public static string Of(Tone tone) =>
        tone switch
        {
            Tone.Working => "working",
            Tone.Good => "check",
            Tone.Warning => "warning",
            Tone.Bad => "cross",
            _ => "dot",
        };
}
