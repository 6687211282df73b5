using RedisSafety.BodyDerivation;

if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: RedisSafety.BodyDerivation <folder to write into>");
    return 1;
}

File.WriteAllText(Path.Combine(folder, "RoutedDatabase.Commands.cs"), RoutedDatabaseWriter.Write());
File.WriteAllText(Path.Combine(folder, "RawCommand.Table.cs"), RawCommandWriter.Write());
return 0;
