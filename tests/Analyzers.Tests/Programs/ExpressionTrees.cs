using System.Linq.Expressions;

namespace Shop.SetUps;

// What is described is not called.
public sealed class SetUps(IDatabase db)
{
    public void Prepare()
    {
        SetUp(d => d.StringSet("a", 1, null, When.Always, CommandFlags.None));
        SetUp(d => d.StringGet("a", CommandFlags.DemandReplica)); // quiet
        Console.WriteLine(db);
    }

    private static void SetUp<T>(Expression<Func<IDatabase, T>> call) => Console.WriteLine(call);
}
