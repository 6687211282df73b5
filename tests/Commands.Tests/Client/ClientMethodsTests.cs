using RedisSafety.Commands.Client;

namespace RedisSafety.Commands.Tests.Client;

public sealed class ClientMethodsTests
{
    public static TheoryData<string> Versions => [.. ClientAssembly.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_method_of_the_client_is_mapped(string version)
    {
        var methods = ClientAssembly.Methods(version);

        Assert.True(methods.Count > 400, $"{methods.Count} methods were read");
        Assert.Empty(methods.Where(method => Find(method.Interface, method.Method) is null).Select(method => $"{method.Interface}.{method.Method}").Distinct());
    }

    [Fact]
    public void Every_mapped_method_and_parameter_is_one_of_the_client()
    {
        var methods = ClientAssembly.Versions.SelectMany(ClientAssembly.Methods).ToLookup(method => Find(method.Interface, method.Method));

        // Those of IRedis stand in each section, for servers and subscribers have them too.
        string[] shared = ["Ping", "TryWait", "Wait", "WaitAll"];
        Assert.Empty(ClientMethods.All.Where(method => !methods.Contains(method) && !shared.Contains(method.Name)).Select(method => method.ToString()));
        Assert.Empty(
            from method in ClientMethods.All
            from parameter in method.Parameters
            where !methods[method].Any(overload => overload.Parameters.Contains(parameter))
            select $"{method}: {parameter}");
    }

    [Fact]
    public void Every_command_is_in_the_command_table_or_has_a_category_of_its_own() => Assert.Empty(
        from method in ClientMethods.All
        from command in method.CommandNames
        where CommandTable.Find(command.Name) is null == command.IsInTable
        select $"{method}: {command.Name}");

    [Theory]
    [InlineData("StringSet", "SET", RetryCategory.WriteLastWins, ReplyMeaning.Same, "key")]
    [InlineData("StringSet", "SET", RetryCategory.WriteChecked, ReplyMeaning.Claims, "key", "when=NotExists")]
    [InlineData("StringSet", "SET", RetryCategory.WriteChecked, ReplyMeaning.Claims, "key", "when=Equal")]
    [InlineData("StringSet", "SET", RetryCategory.WriteChecked, ReplyMeaning.Same, "key", "when=Exists")]
    [InlineData("StringSet", "SET", RetryCategory.WriteLastWins, ReplyMeaning.Same, "key", "when=?")]
    [InlineData("StringSet", "MSET", RetryCategory.WriteLastWins, ReplyMeaning.Same, "values", "when=Always")]
    [InlineData("StringSet", "MSET", RetryCategory.WriteLastWins, ReplyMeaning.Same, "values", "when=Always", "expiry=null")]
    [InlineData("StringSet", "MSETNX", RetryCategory.WriteChecked, ReplyMeaning.Claims, "values", "when=NotExists", "expiry=null")]
    [InlineData("StringSetAndGet", "SET", RetryCategory.WriteAccumulating, ReplyMeaning.Same, "key")]
    [InlineData("StringGet", "GET", RetryCategory.ReadOnly, ReplyMeaning.Same, "key")]
    [InlineData("StringGetAsync", "MGET", RetryCategory.ReadOnly, ReplyMeaning.Same, "keys")]
    [InlineData("StringIncrementAsync", "INCRBY", RetryCategory.WriteAccumulating, ReplyMeaning.Same, "key", "value=1")]
    [InlineData("HashSet", "HSETNX", RetryCategory.WriteChecked, ReplyMeaning.Claims, "key", "when=NotExists")]
    [InlineData("KeyRename", "RENAMENX", RetryCategory.WriteChecked, ReplyMeaning.Claims, "key", "when=NotExists")]
    [InlineData("KeyDelete", "DEL", RetryCategory.WriteLastWins, ReplyMeaning.Counts, "key")]
    [InlineData("SortedSetAdd", "ZADD", RetryCategory.WriteChecked, ReplyMeaning.Same, "key", "when=GreaterThan")]
    [InlineData("SortedSetPop", "ZPOPMAX", RetryCategory.WriteAccumulating, ReplyMeaning.Same, "key", "order=Descending")]
    [InlineData("ListLeftPush", "LPUSHX", RetryCategory.WriteAccumulating, ReplyMeaning.Same, "key", "when=Exists")]
    [InlineData("ListMove", "LMOVE", RetryCategory.WriteAccumulating, ReplyMeaning.Same, "sourceKey", "sourceSide=Left", "destinationSide=Right")]
    [InlineData("ListRemove", "LREM", RetryCategory.WriteAccumulating, ReplyMeaning.Claims, "key", "count=1")]
    [InlineData("ListRemove", "LREM", RetryCategory.WriteLastWins, ReplyMeaning.Same, "key", "count=0")]
    [InlineData("StreamAdd", "XADD", RetryCategory.WriteAccumulating, ReplyMeaning.Same, "key", "messageId=null")]
    [InlineData("StreamAdd", "XADD", RetryCategory.WriteAccumulating, ReplyMeaning.Same, "key", "messageId=*")]
    [InlineData("StreamAdd", "XADD", RetryCategory.WriteChecked, ReplyMeaning.Same, "key", "messageId=?")]
    [InlineData("LockTake", "SET", RetryCategory.WriteChecked, ReplyMeaning.Claims, "key")]
    [InlineData("LockRelease", "DELEX", RetryCategory.WriteChecked, ReplyMeaning.Claims, "key")]
    [InlineData("SetRemove", "SREM", RetryCategory.WriteChecked, ReplyMeaning.Claims, "key")]
    [InlineData("ScriptEvaluate", "EVAL", RetryCategory.Never, ReplyMeaning.Same, "script")]
    [InlineData("ScriptEvaluateReadOnly", "EVALSHA_RO", RetryCategory.ReadOnly, ReplyMeaning.Same, "hash")]
    [InlineData("ArrayInsert", "ARINSERT", RetryCategory.WriteAccumulating, ReplyMeaning.Same, "key")]
    public void Arguments_decide_what_is_sent(string method, string command, RetryCategory category, ReplyMeaning reply, params string[] arguments)
    {
        var call = ClientMethods.Find(ClientType.Database, method)!.Resolve(Arguments(arguments));

        Assert.NotNull(call);
        Assert.Equal((command, category, reply), (call.CommandName, call.RetryCategory, call.Reply));
    }

    [Fact]
    public void Only_the_destination_of_a_storing_command_is_written()
    {
        var combine = ClientMethods.Find(ClientType.Database, "SetCombineAndStore")!;
        var move = ClientMethods.Find(ClientType.Database, "SetMoveAsync")!;

        Assert.True(combine.Writes("destination"));
        Assert.False(combine.Writes("first"));
        Assert.True(move.Writes("source"));
    }

    [Theory]
    [InlineData("INCR", RetryCategory.WriteAccumulating, "INCR", null)]
    [InlineData("SET", RetryCategory.WriteChecked, "set", null, null, "NX")]
    [InlineData("CONFIG SET", RetryCategory.Never, "CONFIG", "SET")]
    public void A_command_named_by_an_argument_is_the_command_itself(string command, RetryCategory category, params string?[] tokens)
    {
        var call = ClientMethod.Resolve(tokens)!;

        Assert.Equal((command, category), (call.CommandName, call.RetryCategory));
    }

    [Fact]
    public void What_names_no_command_is_not_known()
    {
        Assert.Null(ClientMethod.Resolve([null, "NX"]));
        Assert.Null(ClientMethods.Find(ClientType.Database, "StringSetOften"));
        Assert.Null(ClientMethods.Find(ClientType.Database, "Execute")!.Resolve(Arguments([])));
        Assert.Equal(ClientMethodKind.Queue, ClientMethods.Find(ClientType.Transaction, "ExecuteAsync")!.Kind);
    }

    private static ClientMethod? Find(string type, string method) => ClientMethods.Find(
        type switch
        {
            "ITransaction" => ClientType.Transaction,
            "IBatch" => ClientType.Batch,
            "IServer" => ClientType.Server,
            "ISubscriber" => ClientType.Subscriber,
            _ => ClientType.Database,
        },
        method);

    private static Dictionary<string, string?> Arguments(string[] arguments) => arguments
        .Select(argument => argument.Split('='))
        .ToDictionary(parts => parts[0], parts => parts.Length == 1 || parts[1] == "?" ? null : parts[1], StringComparer.Ordinal);
}
