using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace SystemUserManager.Browser.Tests.Walks;

/// <summary>axe reads a page as it stands, for what WCAG 2.2 asks at A and AA.</summary>
internal static class Axe
{
    private const string AllRules = "{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }";

    /// <summary>Those that look at a colour. Between light and dark nothing else differs: see <c>theme.css</c>.</summary>
    private const string ColourRules = "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

    /// <summary>What a long list says once more: made by the same lines of a page as those before it.</summary>
    private const string Repeated = "tbody tr:nth-of-type(n + 9), .picker-item:nth-of-type(n + 4)";

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>For who is to be read at each page: it is there at once, compiled once, in place of sent to each.</summary>
    public static Task BringAsync(IBrowserContext context) => context.AddInitScriptAsync(Script);

    /// <summary>What is wrong with it, in light and in dark; empty: nothing. It is left light.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(IPage page)
    {
        // Half a megabyte: once for each page that was loaded.
        if (!await page.EvaluateAsync<bool>("typeof axe !== 'undefined'"))
            await page.EvaluateAsync(Script);
        return
        [
            .. await ReadAsync(page, ColorScheme.Dark, ColourRules),
            .. await ReadAsync(page, ColorScheme.Light, AllRules),
        ];
    }

    public static async Task SeeNothingWrongAsync(IPage page)
    {
        var wrong = await ReadAsync(page);
        Assert.True(wrong.Count == 0, $"{page.Url}\n{string.Join('\n', wrong)}");
    }

    private static async Task<IEnumerable<string>> ReadAsync(IPage page, ColorScheme scheme, string rules)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var wrong = await page.EvaluateAsync<string[]>(
            $$"""
            async () => {
              const short = new CSSStyleSheet();
              short.replaceSync('{{Repeated}} { display: none !important; }');
              document.adoptedStyleSheets.push(short);
              const { violations } = await axe.run(document, { runOnly: {{rules}}, resultTypes: ['violations'], preload: false });
              document.adoptedStyleSheets.pop();
              return violations.flatMap((v) => v.nodes.slice(0, 3).map((n) => `${v.id}: ${v.help}: ${n.html}`));
            }
            """
        );
        return wrong.Select(w => $"{scheme}: {w}");
    }
}
