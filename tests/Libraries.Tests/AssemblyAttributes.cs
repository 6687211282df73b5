using Xunit.Sdk;

// Each test has servers of its own, and all need the same guard.
[assembly: Xunit.v3.Parallelization(Mode = ParallelMode.All)]
