namespace SystemUserManager.Operations;

/// <summary>Says in words how far an operation came: what was done, what was begun and isn't known, and what wasn't done.</summary>
internal static class Progress
{
    public static string Of(Operation operation)
    {
        var steps = operation.Steps.OrderBy(s => s.Number).ToList();
        var open = steps.Where(s => s.State is not (StepState.Done or StepState.Skipped)).ToList();
        string[] parts =
        [
            Part("Done", steps.Where(s => s.State == StepState.Done)) ?? "Nothing was done.",
            Part("Begun, perhaps in part", open.Where(s => s.Attempts > 0)) ?? "",
            Part("Not done", open.Where(s => s.Attempts == 0)) ?? "",
        ];
        return string.Join(' ', parts.Where(p => p.Length > 0));
    }

    private static string? Part(string word, IEnumerable<OperationStep> steps) =>
        steps.Select(s => s.Name).ToList() is { Count: > 0 } names ? $"{word}: {string.Join("; ", names)}." : null;
}
