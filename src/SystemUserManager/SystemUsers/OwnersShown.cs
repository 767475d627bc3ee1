namespace SystemUserManager.SystemUsers;

/// <summary>Of whose system users a list shows something.</summary>
public enum OwnersShown
{
    /// <summary>Nobody answers for them.</summary>
    Nobody,

    /// <summary>The asker's own person does.</summary>
    Mine,

    /// <summary>Somebody does who left.</summary>
    Left,
}
