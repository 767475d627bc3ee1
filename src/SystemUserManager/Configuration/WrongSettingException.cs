namespace SystemUserManager.Configuration;

/// <summary>A setting that the app can't start with. The message is one sentence that names the key.</summary>
public sealed class WrongSettingException(string message, Exception? inner = null) : Exception(message, inner);
