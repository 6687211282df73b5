using RedisSafety.Replication;

namespace RedisSafety.Runtime.Tests.Freshness;

public sealed class WatermarkTests
{
    [Fact]
    public void It_never_moves_back()
    {
        var watermark = new Watermark();
        watermark.Advance(watermark.Generation, 20);
        watermark.Advance(watermark.Generation, 10);

        Assert.Equal(20, watermark.Reached);
    }

    [Fact]
    public void A_measuring_that_began_before_it_was_voided_does_not_count()
    {
        var watermark = new Watermark();
        var begun = watermark.Generation;
        watermark.Void();
        watermark.Advance(begun, 20);

        Assert.Equal(PrimaryTimeline.Never, watermark.Reached);
        Assert.NotEqual(begun, watermark.Generation);
    }
}
