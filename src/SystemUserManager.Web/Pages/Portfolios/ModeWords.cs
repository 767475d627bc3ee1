using SystemUserManager.Portfolios;

namespace SystemUserManager.Web.Pages.Portfolios;

/// <summary>What each mode means, in the words of the pages.</summary>
public static class ModeWords
{
    public static string Of(PortfolioMode mode) =>
        mode == PortfolioMode.ObserveAndAct
            ? "The tool reads, and does what people here ask for: it makes system users, issues tokens, gives and takes access, revokes."
            : "The tool reads, and refuses every change at Meta and in the vault. Pages say so where a button is off.";
}
