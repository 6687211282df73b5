public partial class Sessions(IRedisRouter redis)
{
    [ReadReplica("HSCAN session:{id} 0 MATCH {pattern}")]
    public partial IAsyncEnumerable<KeyValuePair<string, int>> FieldsAsync(string id, string pattern, CancellationToken cancellationToken = default);
}
