using Xunit.Sdk;

#if REPAIRS_ONLY
// Repairs of different connections do not meet, and mostly wait.
[assembly: Xunit.v3.Parallelization(Mode = ParallelMode.All)]
#else
// The guard is one for the process: tests that look at it do not run side by side.
[assembly: Xunit.v3.Parallelization(Mode = ParallelMode.None)]
#endif
