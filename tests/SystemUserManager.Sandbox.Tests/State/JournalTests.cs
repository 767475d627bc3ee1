using SystemUserManager.Sandbox.State;

namespace SystemUserManager.Sandbox.Tests.State;

public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal").FullName;

    private string File => Path.Combine(_folder, "state.jsonl");

    [Fact]
    public void Tables_are_loaded_again()
    {
        using (var journal = new Journal(_folder))
        {
            journal.Put("a", "1", new Note("one"));
            journal.Put("a", "2", new Note("two"));
            journal.Put("b", "1", new Note("other"));
            journal.Put("a", "1", new Note("changed"));
            journal.Remove("a", "2");
        }
        using var again = new Journal(_folder);
        Assert.Equal([("1", new Note("changed"))], again.All<Note>("a"));
        Assert.Equal(new Note("other"), again.Get<Note>("b", "1"));
        Assert.Null(again.Get<Note>("b", "2"));
    }

    [Fact]
    public void Starting_compacts_the_file()
    {
        using (var journal = new Journal(_folder))
            for (var n = 0; n < 100; n++)
                journal.Put("a", "1", new Note($"{n}"));
        Assert.Equal(100, System.IO.File.ReadAllLines(File).Length);
        new Journal(_folder).Dispose();
        Assert.Equal(["""{"t":"a","k":"1","v":{"text":"99"}}"""], System.IO.File.ReadAllLines(File));
    }

    [Fact]
    public void Clearing_forgets_on_disk_too_and_tells()
    {
        using (var journal = new Journal(_folder))
        {
            journal.Put("a", "1", new Note("one"));
        }
        using (var journal = new Journal(_folder))
        {
            var told = 0;
            journal.Cleared += (_, _) => told++;
            journal.Clear();
            Assert.Equal(1, told);
            Assert.True(journal.IsEmpty);
            journal.Put("a", "2", new Note("two"));
        }
        using var again = new Journal(_folder);
        Assert.Equal([("2", new Note("two"))], again.All<Note>("a"));
    }

    [Fact]
    public void Flushing_makes_it_readable_for_others()
    {
        using var journal = new Journal(_folder);
        journal.Put("a", "1", new Note("one"));
        journal.Flush();
        using var file = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Assert.True(file.Length > 0);
    }

    [Fact]
    public void Only_its_owner_may_read_the_file()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var journal = new Journal(_folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void Without_a_folder_it_is_memory_alone()
    {
        using var journal = new Journal(null);
        journal.Put("a", "1", new Note("one"));
        journal.Flush();
        Assert.Equal(new Note("one"), journal.Get<Note>("a", "1"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed record Note(string Text);
}
