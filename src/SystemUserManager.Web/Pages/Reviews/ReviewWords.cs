using SystemUserManager.Reviews;

namespace SystemUserManager.Web.Pages.Reviews;

/// <summary>What pages say of reviews in more than one place.</summary>
public static class ReviewWords
{
    public static string WhyDue(DueReview due) =>
        due.LastId is null
            ? "Never reviewed"
            : string.Join(
                ", ",
                new[]
                {
                    due.Past == 0 ? null : $"the day of {due.Past} has come",
                    due.LeftOut == 0 ? null : $"{due.LeftOut} {(due.LeftOut == 1 ? "was" : "were")} left out so far",
                }.OfType<string>()
            );
}
