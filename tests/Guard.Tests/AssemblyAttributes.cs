using Xunit.Sdk;

// The guard is one for the process: tests that install it do not run side by side.
[assembly: Xunit.v3.Parallelization(Mode = ParallelMode.None)]
