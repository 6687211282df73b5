namespace RedisSafety.Commands.Client;

/// <summary>Which command each data method of StackExchange.Redis sends.</summary>
public static class ClientMethods
{
    // Where a method picks among commands by its arguments or the server's version, the table names one of the same kind.
    private const string Table = """
        StringAppend=APPEND StringBitCount=BITCOUNT StringBitOperation=BITOP StringBitPosition=BITPOS StringDecrement=DECRBY
        StringDelete=DELEX StringDigest=DIGEST StringGet=GET StringGetBit=GETBIT StringGetDelete=GETDEL StringGetLease=GET
        StringGetRange=GETRANGE StringGetSet=GETSET StringGetSetExpiry=GETEX StringGetWithExpiry=GET StringIncrement=INCRBY
        StringLength=STRLEN StringLongestCommonSubsequence=LCS StringLongestCommonSubsequenceLength=LCS
        StringLongestCommonSubsequenceWithMatches=LCS StringSet=SET StringSetAndGet=SET StringSetBit=SETBIT StringSetRange=SETRANGE
        HashDecrement=HINCRBY HashDelete=HDEL HashExists=HEXISTS HashFieldExpire=HPEXPIRE HashFieldGetAndDelete=HGETDEL
        HashFieldGetAndSetExpiry=HGETEX HashFieldGetExpireDateTime=HPEXPIRETIME HashFieldGetLeaseAndDelete=HGETDEL
        HashFieldGetLeaseAndSetExpiry=HGETEX HashFieldGetTimeToLive=HPTTL HashFieldPersist=HPERSIST HashFieldSetAndSetExpiry=HSETEX
        HashGet=HGET HashGetAll=HGETALL HashGetLease=HGET HashIncrement=HINCRBY HashKeys=HKEYS HashLength=HLEN
        HashRandomField=HRANDFIELD HashRandomFields=HRANDFIELD HashRandomFieldsWithValues=HRANDFIELD HashScan=HSCAN
        HashScanNoValues=HSCAN HashSet=HSET HashStringLength=HSTRLEN HashValues=HVALS
        SetAdd=SADD SetCombine=SUNION SetCombineAndStore=SUNIONSTORE SetContains=SISMEMBER SetIntersectionLength=SINTERCARD
        SetLength=SCARD SetMembers=SMEMBERS SetMove=SMOVE SetPop=SPOP SetRandomMember=SRANDMEMBER SetRandomMembers=SRANDMEMBER
        SetRemove=SREM SetScan=SSCAN
        SortedSetAdd=ZADD SortedSetCombine=ZUNION SortedSetCombineAndStore=ZUNIONSTORE SortedSetCombineWithScores=ZUNION
        SortedSetDecrement=ZINCRBY SortedSetIncrement=ZINCRBY SortedSetIntersectionLength=ZINTERCARD SortedSetLength=ZCARD
        SortedSetLengthByValue=ZLEXCOUNT SortedSetPop=ZPOPMIN SortedSetRandomMember=ZRANDMEMBER SortedSetRandomMembers=ZRANDMEMBER
        SortedSetRandomMembersWithScores=ZRANDMEMBER SortedSetRangeAndStore=ZRANGESTORE SortedSetRangeByRank=ZRANGE
        SortedSetRangeByRankWithScores=ZRANGE SortedSetRangeByScore=ZRANGEBYSCORE SortedSetRangeByScoreWithScores=ZRANGEBYSCORE
        SortedSetRangeByValue=ZRANGEBYLEX SortedSetRank=ZRANK SortedSetRemove=ZREM SortedSetRemoveRangeByRank=ZREMRANGEBYRANK
        SortedSetRemoveRangeByScore=ZREMRANGEBYSCORE SortedSetRemoveRangeByValue=ZREMRANGEBYLEX SortedSetScan=ZSCAN
        SortedSetScore=ZSCORE SortedSetScores=ZMSCORE SortedSetUpdate=ZADD
        ListGetByIndex=LINDEX ListInsertAfter=LINSERT ListInsertBefore=LINSERT ListLeftPop=LPOP ListLeftPush=LPUSH ListLength=LLEN
        ListMove=LMOVE ListPosition=LPOS ListPositions=LPOS ListRange=LRANGE ListRemove=LREM ListRightPop=RPOP
        ListRightPopLeftPush=RPOPLPUSH ListRightPush=RPUSH ListSetByIndex=LSET ListTrim=LTRIM
        KeyCopy=COPY KeyDelete=DEL KeyDump=DUMP KeyEncoding=OBJECT-ENCODING KeyExists=EXISTS KeyExpire=EXPIRE
        KeyExpireTime=PEXPIRETIME KeyFrequency=OBJECT-FREQ KeyIdleTime=OBJECT-IDLETIME KeyMove=MOVE KeyPersist=PERSIST
        KeyRefCount=OBJECT-REFCOUNT KeyRename=RENAME KeyRestore=RESTORE KeyTimeToLive=PTTL KeyTouch=TOUCH KeyType=TYPE
        GeoAdd=GEOADD GeoDistance=GEODIST GeoHash=GEOHASH GeoPosition=GEOPOS GeoRadius=GEORADIUS_RO GeoRemove=ZREM
        GeoSearch=GEOSEARCH GeoSearchAndStore=GEOSEARCHSTORE
        HyperLogLogAdd=PFADD HyperLogLogLength=PFCOUNT HyperLogLogMerge=PFMERGE
        LockExtend=PEXPIRE LockQuery=GET LockRelease=DEL LockTake=SET
        Sort=SORT_RO SortAndStore=SORT
        StreamAcknowledge=XACK StreamAdd=XADD StreamAutoClaim=XAUTOCLAIM StreamAutoClaimIdsOnly=XAUTOCLAIM StreamClaim=XCLAIM
        StreamClaimIdsOnly=XCLAIM StreamConsumerGroupSetPosition=XGROUP-SETID StreamConsumerInfo=XINFO-CONSUMERS
        StreamCreateConsumerGroup=XGROUP-CREATE StreamDelete=XDEL StreamDeleteConsumer=XGROUP-DELCONSUMER
        StreamDeleteConsumerGroup=XGROUP-DESTROY StreamGroupInfo=XINFO-GROUPS StreamInfo=XINFO-STREAM StreamLength=XLEN
        StreamPending=XPENDING StreamPendingMessages=XPENDING StreamRange=XRANGE StreamRead=XREAD StreamReadGroup=XREADGROUP
        StreamTrim=XTRIM StreamTrimByMinId=XTRIM
        """;

    private static readonly Dictionary<string, string> Commands = Table
        .Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(static entry => entry.Split('='))
        .ToDictionary(static entry => entry[0], static entry => entry[1].Replace('-', ' '), StringComparer.Ordinal);

    /// <summary>The command that a method sends; null for a method that is no data command of its own.</summary>
    /// <param name="method">The method's name, with or without <c>Async</c>.</param>
    public static RedisCommand? Find(string method)
    {
        const string Suffix = "Async";
        if (method is null)
        {
            throw new ArgumentNullException(nameof(method));
        }

        var name = method.EndsWith(Suffix, StringComparison.Ordinal) ? method.Substring(0, method.Length - Suffix.Length) : method;
        return Commands.TryGetValue(name, out var command) ? CommandTable.Find(command) : null;
    }
}
