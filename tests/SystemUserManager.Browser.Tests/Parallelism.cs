using Xunit.Sdk;
using Xunit.v3;

// Most of the time a walk or a process waits for another: two cores have room for a third. The longest tests are of the
// same classes, which would follow each other at the end while nothing else is left to run.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 3)]
