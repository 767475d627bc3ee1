namespace SystemUserManager.Sandbox.Graph;

/// <summary>The answer of a call that has nothing to say.</summary>
internal static class Success
{
    public static Answer True(GraphCall call) => Shape(call, "true");

    public static Answer Object(GraphCall call) => Shape(call, "object");

    /// <summary>A text, as the guide for oauth/revoke shows it.</summary>
    public static Answer String(GraphCall call) => Shape(call, "string");

    private static Answer Shape(GraphCall call, string documented)
    {
        var shape = call.State.Switches.SuccessShape is "documented" ? documented : call.State.Switches.SuccessShape;
        return json =>
        {
            if (shape is "true")
            {
                json.WriteBooleanValue(true);
                return;
            }
            json.WriteStartObject();
            if (shape is "string")
                json.WriteString("success", "true");
            else
                json.WriteBoolean("success", true);
            json.WriteEndObject();
        };
    }

    public static Answer Id(string id) =>
        json =>
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteEndObject();
        };

    public static Answer AccessToken(string value) =>
        json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", value);
            json.WriteEndObject();
        };
}
