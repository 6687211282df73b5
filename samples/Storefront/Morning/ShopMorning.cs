using System.Diagnostics;
using System.Globalization;
using Storefront.Servers;

namespace Storefront.Morning;

/// <summary>Many shoppers at once, a failover in the middle, and the books at the end.</summary>
internal sealed class ShopMorning(Shop shop, PageCache pages, EmbeddedServers? servers, TextWriter output)
{
    private const int Shoppers = 24;
    private const int Visits = 4_800;

    private readonly Ledger _ledger = new();

    /// <summary>Plays the morning, and gives whether nothing went wrong.</summary>
    public async Task<bool> PlayAsync(CancellationToken cancellationToken)
    {
        using var traffic = new Traffic();
        await Catalogue.LoadAsync(shop, cancellationToken).ConfigureAwait(false);
        var ordersBefore = await shop.Webhooks.CountedOrdersAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        _ledger.Open();

        var watch = Stopwatch.StartNew();
        var shopping = Task.WhenAll(Enumerable.Range(1, Shoppers).Select(id => ShopAsync(id, cancellationToken)));
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var caching = pages.KeepStoringAsync(closing.Token);
        var failover = FailOverAsync(shopping, cancellationToken);
        while (!shopping.IsCompleted)
        {
            await Task.WhenAny(shopping, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)).ConfigureAwait(false);
            Say($"  {watch.Elapsed.TotalSeconds,5:0.0} s  {_ledger.Visits,5} visits  {_ledger.Orders,4} orders  {_ledger.Errors} errors");
        }

        await shopping.ConfigureAwait(false);
        var failedOver = await failover.ConfigureAwait(false);
        await closing.CancelAsync().ConfigureAwait(false);
        await caching.ConfigureAwait(false);
        var duplicates = await DuplicatesAsync(ordersBefore, cancellationToken).ConfigureAwait(false);
        Report(traffic, failedOver, duplicates);
        return _ledger.Errors == 0 && duplicates == 0 && _ledger.StaleCarts == 0;
    }

    private async Task ShopAsync(int id, CancellationToken cancellationToken)
    {
        var shopper = new Shopper(shop, _ledger, id, seed: id);
        for (var visit = 0; visit < Visits / Shoppers; visit++)
        {
            try
            {
                await shopper.VisitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _ledger.Failed(exception);
            }
        }
    }

    private async Task<bool> FailOverAsync(Task shopping, CancellationToken cancellationToken)
    {
        while (_ledger.Visits < Visits / 2 && !shopping.IsCompleted)
        {
            await Task.Delay(20, cancellationToken).ConfigureAwait(false);
        }

        if (servers is null || shopping.IsCompleted)
        {
            return false;
        }

        Say("  the replica is promoted, and the primary demoted, while everybody shops");
        await servers.FailOverAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>What Redis counts beyond what the shop was told: stock that was taken twice, orders that were worked on twice.</summary>
    private async Task<long> DuplicatesAsync(long ordersBefore, CancellationToken cancellationToken)
    {
        var duplicates = 0L;
        foreach (var (sku, reserved) in _ledger.Reserved)
        {
            var left = await shop.Stock.FindAsync(sku, cancellationToken).ConfigureAwait(false) ?? Catalogue.Shelf;
            duplicates += Math.Abs(Catalogue.Shelf - left - reserved);
        }

        var worked = await shop.Webhooks.CountedOrdersAsync(cancellationToken).ConfigureAwait(false) ?? 0;
        return duplicates + Math.Abs(worked - ordersBefore - _ledger.Orders);
    }

    private void Report(Traffic traffic, bool failedOver, long duplicates)
    {
        const string Calls = "redissafety.calls";
        Say("");
        Say($"  {"visits",-44}{_ledger.Visits,10:N0}");
        Say($"  {"orders, each told twice by webhook",-44}{_ledger.Orders,10:N0}");
        Say($"  {"calls answered by the primary",-44}{traffic.Count(Calls, "route=primary"),10:N0}");
        Say($"  {"calls answered by the replica",-44}{traffic.Count(Calls, "route=replica"),10:N0}");
        Say($"  {"reads for a replica that the primary answered",-44}{traffic.Count("redissafety.reads.to_primary"),10:N0}");
        Say($"  {"calls sent again",-44}{traffic.Count("redissafety.retries"),10:N0}");
        Say(failedOver
            ? $"  {"outage seen: longest wait for any write",-44}{_ledger.LongestGap.TotalMilliseconds,7:N0} ms"
            : $"  {"no failover was played: longest wait",-44}{_ledger.LongestGap.TotalMilliseconds,7:N0} ms");
        Say($"  {"carts that lacked their own last change",-44}{_ledger.StaleCarts,10:N0}");
        Say($"  {"errors",-44}{_ledger.Errors,10:N0}");
        Say($"  {"duplicates",-44}{duplicates,10:N0}");
        Say("");
        Say($"  {"pages stored by IDistributedCache, guarded",-44}{pages.Stored,10:N0}");
        Say($"  {"longest time without one",-44}{pages.LongestGap.TotalMilliseconds,7:N0} ms");
        Say($"  {"pages that met the failover and failed",-44}{pages.Failed,10:N0}");
        if (_ledger.LastError is { } error)
        {
            Say($"  the last error: {error}");
        }
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private void Say(string text) => output.WriteLine(text);
}
