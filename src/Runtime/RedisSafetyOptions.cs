using Polly;
using StackExchange.Redis;

namespace RedisSafety;

/// <summary>How a router connects, how long it keeps a call, and how it watches the deployment.</summary>
public sealed class RedisSafetyOptions
{
    /// <summary>
    /// The name under which Polly's registry (<c>AddResiliencePipeline</c>) may hold a pipeline to put around the router's own retry.
    /// </summary>
    public const string PipelineName = "RedisSafety";

    /// <summary>
    /// Endpoints and settings in StackExchange.Redis's own form: <c>primary:6379,replica:6379,password=…,ssl=true</c>. Name every
    /// node, or the primary and the reader endpoint; with <c>serviceName=…</c> the endpoints are Sentinels; of a Cluster some
    /// nodes are enough.
    /// </summary>
    public string Configuration { get; set; } = string.Empty;

    /// <summary>
    /// Changes what <see cref="Configuration"/> has set, once, before the first connection: credentials, certificates, a tunnel.
    /// The router itself decides the back-log, the time-outs and the heartbeat, which its promises rest on.
    /// </summary>
    public Action<ConfigurationOptions>? ConfigureConnection { get; set; }

    /// <summary>
    /// The most that a call may take with all its attempts. 30 s: long enough for a failover that a server has to detect first,
    /// and no longer than the proxies in front of a web application wait by default.
    /// </summary>
    public TimeSpan CallBudget { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The most that one attempt may take before it counts as failed. 2 s: a healthy server answers in milliseconds, and an
    /// attempt that is given up too early repeats work on a server that is only slow.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The first wait before a call is sent again where nothing has been learnt meanwhile; each following one doubles, with
    /// jitter. 10 ms: several round trips inside one data centre.
    /// </summary>
    public TimeSpan BackoffBase { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest such wait. 250 ms: a call notices by itself within that time what no signal has told it.</summary>
    public TimeSpan BackoffLimit { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How often each node is asked for its role while calls are made. 100 ms: ten small commands a second and node, the share of a
    /// failover's outage that detection adds. After ten seconds without a call, nodes are asked once a second; where servers have many
    /// clients, each router asks less.
    /// </summary>
    public TimeSpan MonitorInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The same while a failover is suspected, for a router that shares its servers with few others. 25 ms: with it a promotion is seen within 20 to 40 ms, measured on loopback.
    /// </summary>
    public TimeSpan FailoverMonitorInterval { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// How long a node may take to tell its role before it counts as unreachable. 500 ms: far above a healthy node's answer,
    /// far below the time in which a server side decides on a failover.
    /// </summary>
    public TimeSpan MonitorTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long one connection may take to be made, TLS and authentication included. 1 s: a node that is gone must not hold up
    /// what is known of the others.
    /// </summary>
    public TimeSpan NodeConnectTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long <see cref="RedisRouter.ConnectAsync(string, CancellationToken)"/> looks for a primary. 10 s: a failover that
    /// happens to be under way is waited for, a wrong endpoint is told soon.
    /// </summary>
    public TimeSpan ConnectTimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What happens if several nodes report that they are the primary and nothing shows which of them is right. Wait: no write is
    /// acknowledged by the wrong one.
    /// </summary>
    public AmbiguousPrimaryBehavior AmbiguousPrimary { get; set; }

    /// <summary>
    /// How long a lost primary is waited for before the router accepts a node that is not known to have its data, in a list of nodes without
    /// Sentinel or Cluster. 10 s: long enough for a server to restart with its data, and within the budget of most calls.
    /// </summary>
    public TimeSpan UnrelatedPrimaryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many calls may wait for a node at the same time; one more fails at once. 10,000: an outage then costs some megabytes,
    /// not all memory.
    /// </summary>
    public int HeldCallsLimit { get; set; } = 10_000;

    /// <summary>
    /// How long the token of a call with <see cref="PrimaryAttribute.OncePer"/> is kept; a repetition after that is applied anew.
    /// 48 h: Shopify repeats a webhook for 4 h (https://shopify.dev/changelog/updates-to-webhook-retry-mechanism) and advises to
    /// expect one up to a day late, and an operator's replay on the next day is covered as well. A token costs the memory of a
    /// small key.
    /// </summary>
    public TimeSpan OnceTokenLifetime { get; set; } = TimeSpan.FromHours(48);

    /// <summary>How old the answers of replicas may be where neither the call nor its type says. Eventual.</summary>
    public ReadConsistency Consistency { get; set; }

    /// <summary>
    /// The longest time by which the answer of a replica may be behind the primary, where neither the call nor its type says;
    /// <see langword="null"/> for no limit. With less than three times <see cref="MonitorInterval"/>, a router that is idle
    /// otherwise has to look at the nodes more often to keep it.
    /// </summary>
    public TimeSpan? MaxStaleness { get; set; }

    /// <summary>
    /// How long a read may wait for a replica that is behind, before the primary answers it. Zero: the primary is there, and a
    /// replica's lag is seldom shorter than a round trip.
    /// </summary>
    public TimeSpan ReplicaWait { get; set; }

    /// <summary>
    /// The lag at which a replica is left out of every read while others, or the primary, can answer; it returns at half of that.
    /// 10 s: far beyond what replication needs in health.
    /// </summary>
    public TimeSpan ReplicaLagLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How one of several replicas is chosen that may all answer.</summary>
    public ReplicaSelection ReplicaSelection { get; set; }

    /// <summary>
    /// The availability zone that this process runs in: replicas in the same zone are preferred. <see langword="null"/> for no
    /// preference.
    /// </summary>
    public string? AvailabilityZone { get; set; }

    /// <summary>
    /// The zones of nodes that do not tell theirs, by endpoint: <c>shop-002.abc123.use1.cache.amazonaws.com:6379</c>.
    /// </summary>
    public IDictionary<string, string> AvailabilityZones { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The secrets that authenticate the tokens of sessions, at least 32 bytes each: the first signs, all are accepted, so that one can be
    /// replaced without a gap. The processes that pass tokens on to each other share them. Empty: a random secret that no other
    /// process knows.
    /// </summary>
    public IList<byte[]> SessionKeys { get; } = [];

    /// <summary>
    /// Adds strategies around the router's own retry, which is the innermost. They run from the first fault of a call on; a call
    /// whose first attempt succeeds does not enter the pipeline. With dependency injection, a pipeline of the registry under the
    /// name <see cref="PipelineName"/> does the same, and can be reloaded and reused as others there.
    /// </summary>
    public Action<ResiliencePipelineBuilder>? ConfigurePipeline { get; set; }

    /// <summary>Turns values into bytes and back; <see langword="null"/> for System.Text.Json.</summary>
    public IRedisSerializer? Serializer { get; set; }
}
