using Microsoft.EntityFrameworkCore;
using SystemUserManager.Data;
using SystemUserManager.Operations;
using SystemUserManager.People;
using SystemUserManager.Results;

namespace SystemUserManager.Portfolios;

/// <param name="Text">As it was pasted or uploaded, with a heading; see <see cref="ConnectCsv"/>.</param>
/// <param name="Mode">Of all of them.</param>
public sealed record ConnectPortfoliosRequest(ActRequest Act, string? Text, ConnectPattern Pattern, PortfolioMode Mode);

/// <param name="OperationId">The connecting that was asked for; null: it wasn't, or only looked at.</param>
public sealed record ConnectedRow(ConnectRow Row, long? OperationId);

/// <summary>
/// Asks that many portfolios be connected: each good row is an act of its own (<see cref="ConnectPortfolio"/>), and a bad
/// one stops no other. Role needed: Administrator of all portfolios.
/// </summary>
public sealed class ConnectPortfolios(AppDb db, CurrentUser user, ConnectPortfolio connect)
{
    /// <summary>Checks every row as connecting it would, and asks for nothing.</summary>
    public async Task<Result<IReadOnlyList<ConnectedRow>>> CheckAsync(
        ConnectPortfoliosRequest request,
        CancellationToken cancellationToken
    )
    {
        if (!user.MayEverywhere(Role.Administrator))
            return new NotAllowed("connect portfolios");
        if (FindPatternProblem(request.Pattern) is { } wrong)
            return wrong;
        var read = ConnectCsv.Read(request.Text, request.Pattern);
        if (read.Problems.Count > 0)
            return read.Problems.ToList();
        var known = await db
            .Portfolios.Select(p => new
            {
                p.Id,
                p.Name,
                p.BusinessId,
                p.AppId,
                p.State,
            })
            .ToListAsync(cancellationToken);
        var connected = known
            .Where(p => p.State is PortfolioState.Connected or PortfolioState.NoAccess)
            .ToLookup(p => p.BusinessId, StringComparer.Ordinal);
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new List<ConnectedRow>();
        foreach (var row in read.Rows)
        {
            var problems = new List<Problem>(row.Problems);
            // What stands in a column that held a secret isn't missing.
            var said = row.Problems.Select(p => p.Field).ToHashSet();
            problems.AddRange(
                connect.Check(ToRequest(request, row)).Where(p => p.Field is null || !said.Contains(p.Field))
            );
            if (row.BusinessId.Length > 0 && !first.TryAdd(row.BusinessId, row.Line))
                problems.Add(
                    InvalidValue.Of(
                        nameof(row.BusinessId),
                        $"This business stands in line {first[row.BusinessId]} already."
                    )
                );
            if (connected[row.BusinessId].FirstOrDefault() is { } other)
                problems.Add(
                    other.AppId == row.AppId
                        ? new PortfolioAlreadyConnected(other.Name) { Link = $"/Portfolios/{other.Id}" }
                        : new PortfolioConnectedThroughAnotherApp(other.Name, other.AppId)
                        {
                            Link = $"/Portfolios/{other.Id}/Apps/Add",
                        }
                );
            rows.Add(new ConnectedRow(row with { Problems = problems }, null));
        }

        return rows;
    }

    /// <summary>Asks for each good row; sent twice, each is asked once.</summary>
    public async Task<Result<IReadOnlyList<ConnectedRow>>> AskAsync(
        ConnectPortfoliosRequest request,
        CancellationToken cancellationToken
    )
    {
        var check = await CheckAsync(request, cancellationToken);
        if (!check.Succeeded)
            return check;
        if (request.Act.Check().ToList() is { Count: > 0 } problems)
            return problems;
        var rows = new List<ConnectedRow>();
        foreach (var row in check.Value)
        {
            // Also of one that is connected by now: this form may have asked for it the first time.
            if (!row.Row.IsGood && !row.Row.Problems.All(p => p is PortfolioAlreadyConnected))
            {
                rows.Add(row);
                continue;
            }

            var asked = await connect.AskAsync(ToRequest(request, row.Row), cancellationToken);
            rows.Add(
                asked.Succeeded
                    ? new ConnectedRow(row.Row with { Problems = [] }, asked.Value)
                    : new ConnectedRow(row.Row with { Problems = asked.Problems }, null)
            );
        }

        return rows;
    }

    private static Problem? FindPatternProblem(ConnectPattern pattern)
    {
        foreach (
            var (field, text) in new[]
            {
                (nameof(pattern.AppId), pattern.AppId),
                (nameof(pattern.ControlTokenPattern), pattern.ControlTokenPattern),
                (nameof(pattern.AppSecretPattern), pattern.AppSecretPattern),
            }
        )
        {
            if (ConnectPortfolio.LooksLikeASecret(text))
                return InvalidValue.Of(
                    field,
                    "This looks like a token or a secret itself. Nothing was kept; if it was real, replace it."
                );
        }

        return
            pattern.ControlTokenPattern is { Length: > 0 } control
            && !control.Contains(ConnectCsv.Business, StringComparison.OrdinalIgnoreCase)
            ? InvalidValue.Of(
                nameof(pattern.ControlTokenPattern),
                $"Each portfolio has a control token of its own: put {ConnectCsv.Business} into the name. Nothing was done yet."
            )
            : null;
    }

    private static ConnectPortfolioRequest ToRequest(ConnectPortfoliosRequest request, ConnectRow row) =>
        new()
        {
            Act = request.Act with { RequestKey = DerivedKey.Of(request.Act.RequestKey, $"connect {row.BusinessId}") },
            BusinessId = row.BusinessId,
            AppId = row.AppId,
            ControlTokenSecret = row.ControlTokenSecret,
            AppSecretSecret = row.AppSecretSecret,
            Tier = row.Tier,
            Mode = request.Mode,
            VaultUri = row.VaultUri,
            Labels = row.Labels,
        };
}
