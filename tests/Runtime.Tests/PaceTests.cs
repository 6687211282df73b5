using Microsoft.Extensions.Time.Testing;
using RedisSafety.Monitoring;

namespace RedisSafety.Runtime.Tests;

/// <summary>How often nodes are asked.</summary>
public sealed class PaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Pace _pace;

    public PaceTests() => _pace = new(new RedisSafetyOptions(), _time);

    [Fact]
    public void A_router_with_calls_asks_ten_times_a_second()
    {
        for (var second = 0; second < 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _pace.Called();
            Assert.Equal(TimeSpan.FromMilliseconds(100), _pace.Interval(isWritable: true));
        }
    }

    [Fact]
    public void A_router_without_calls_for_ten_seconds_asks_once_a_second()
    {
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(TimeSpan.FromMilliseconds(100), _pace.Interval(isWritable: true));

        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(TimeSpan.FromSeconds(1), _pace.Interval(isWritable: true));

        _pace.Called();
        Assert.Equal(TimeSpan.FromMilliseconds(100), _pace.Interval(isWritable: true));
    }

    [Fact]
    public void A_longer_interval_of_the_user_is_kept_while_idle()
    {
        var pace = new Pace(new RedisSafetyOptions { MonitorInterval = TimeSpan.FromSeconds(3) }, _time);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromSeconds(3), pace.Interval(isWritable: true));
    }

    [Theory]
    [InlineData(0, 100, 25)]
    [InlineData(4, 100, 25)]
    [InlineData(200, 100, 25)]
    [InlineData(2_000, 1_000, 100)]
    [InlineData(20_000, 10_000, 1_000)]
    public void The_more_clients_a_server_has_the_less_each_asks(int clients, int interval, int suspected)
    {
        _pace.Clients = clients;

        Assert.Equal(TimeSpan.FromMilliseconds(interval), _pace.Interval(isWritable: true));
        Assert.Equal(TimeSpan.FromMilliseconds(suspected), _pace.Interval(isWritable: false));
        _pace.Suspect();
        Assert.Equal(TimeSpan.FromMilliseconds(suspected), _pace.Interval(isWritable: true));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromMilliseconds(interval), _pace.Interval(isWritable: true));
    }

    [Fact]
    public void A_read_that_waits_for_a_replica_has_it_asked_soon()
    {
        Assert.True(_pace.Hasten());

        Assert.Equal(TimeSpan.FromMilliseconds(10), _pace.Interval(isWritable: true));
        Assert.False(_pace.Hasten());
        _time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.True(_pace.Hasten());
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(TimeSpan.FromMilliseconds(100), _pace.Interval(isWritable: true));
    }

    [Fact]
    public void Many_routers_whose_reads_wait_stay_within_the_budget_of_a_server()
    {
        _pace.Clients = 2_000;

        Assert.True(_pace.Hasten());
        Assert.Equal(TimeSpan.FromSeconds(1), _pace.Interval(isWritable: true));
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(_pace.Hasten());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_pace.Hasten());
    }

    [Fact]
    public void A_call_that_waits_has_the_nodes_asked_soon_in_a_fleet_as_well()
    {
        _pace.Clients = 2_000;

        Assert.True(_pace.HastenForCall());
        Assert.Equal(TimeSpan.FromMilliseconds(10), _pace.Interval(isWritable: true));
        Assert.False(_pace.HastenForCall());
        _time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.True(_pace.HastenForCall());
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(TimeSpan.FromSeconds(1), _pace.Interval(isWritable: true));
    }

    [Fact]
    public void A_stall_is_looked_into_at_once_by_one_router_and_ten_times_by_each_of_a_thousand()
    {
        Assert.Equal(TimeSpan.Zero, _pace.ShortestQuickInterval);

        _pace.Clients = 2_000;
        Assert.Equal(TimeSpan.FromMilliseconds(20), _pace.ShortestQuickInterval);
    }
}
