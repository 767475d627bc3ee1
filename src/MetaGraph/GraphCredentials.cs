namespace MetaGraph;

/// <summary>Who calls Graph: the token, the app it belongs to and, where known, that app's secret.</summary>
/// <param name="Token">Sent in the <c>Authorization</c> header.</param>
/// <param name="AppId">The app that issued the token; ids of system users are scoped to it.</param>
/// <param name="Secret">
/// Null when unknown: then no <c>appsecret_proof</c> is sent, and generating, inspecting, refreshing and revoking
/// tokens are impossible.
/// </param>
public sealed record GraphCredentials(AccessToken Token, GraphId AppId, AppSecret? Secret)
{
    public override string ToString() =>
        $"app {AppId}, token {SecretText.Mask}, app secret {(Secret is null ? "not known" : SecretText.Mask)}";
}
