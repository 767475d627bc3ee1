namespace SystemUserManager.Operations;

/// <summary>Says in words how far an operation came: what was done, and what wasn't.</summary>
internal static class Progress
{
    public static string Of(Operation operation)
    {
        var steps = operation.Steps.OrderBy(s => s.Number).ToList();
        var done = steps.Where(s => s.State == StepState.Done).Select(s => s.Name).ToList();
        var left = steps.Where(s => s.State is not (StepState.Done or StepState.Skipped)).Select(s => s.Name).ToList();
        var did = done.Count == 0 ? "Nothing was done." : $"Done: {string.Join("; ", done)}.";
        return left.Count == 0 ? did : $"{did} Not done: {string.Join("; ", left)}.";
    }
}
