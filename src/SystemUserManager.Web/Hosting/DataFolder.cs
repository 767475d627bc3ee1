namespace SystemUserManager.Web.Hosting;

/// <summary>Where the app keeps its own files, open to its owner alone. Setting <c>Data:Folder</c>; default: <c>data</c> in its content root.</summary>
public sealed record DataFolder(string Root)
{
    /// <summary>The full path of a folder in it, made if it isn't there.</summary>
    public string Folder(string name)
    {
        Make(Root);
        return Make(Path.Combine(Root, name));
    }

    /// <summary>Makes a folder that only its owner may enter; one that is there stays as it is.</summary>
    public static string Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        return folder;
    }
}
