namespace RedisSafety.Benchmarks.Calls;

internal sealed record Row(string System, string Operation, double Bytes, double Ns);
