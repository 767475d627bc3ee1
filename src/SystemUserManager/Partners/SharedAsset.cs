using System.Security.Cryptography;
using System.Text;
using MetaGraph.Assets;

namespace SystemUserManager.Partners;

/// <summary>An asset that is shared with a partner, as Meta's ids tell it.</summary>
/// <param name="Tasks">As in <see cref="Grants.TaskSet"/>; empty: Meta doesn't tell them.</param>
public sealed record SharedAsset(AssetKind Kind, string GraphId, string Name, string Tasks)
{
    private const int MarkLength = 16;

    /// <summary>The same for the same assets with the same tasks, whatever they are called: whether a form is still true.</summary>
    public static string Mark(IEnumerable<SharedAsset> assets) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\n',
                        assets.Select(a => $"{a.Kind}/{a.GraphId}/{a.Tasks}").Order(StringComparer.Ordinal)
                    )
                )
            )
        )[..MarkLength];
}
