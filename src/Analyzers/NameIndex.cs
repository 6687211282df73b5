using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers;

/// <summary>
/// Which files of a compilation may have a name in them. The first names are left to whoever looks into the texts, which is cheaper than to
/// take down what all of them name; from then on each file is asked by a Bloom filter of its words, a bit for each character of its text.
/// </summary>
internal sealed class NameIndex(Compilation compilation)
{
    /// <summary>What it costs to take down the words of a text is about what it costs to look for so many names in it.</summary>
    private const int Few = 16;

    private readonly Lazy<Filter> _filter = new(() => new Filter(compilation.SyntaxTrees));
    private int _asked;

    /// <summary>The files that may have the name: all that do, and few that do not.</summary>
    public IEnumerable<SyntaxTree> FilesWith(string name) =>
        Interlocked.Increment(ref _asked) <= Few || !name.All(Filter.IsPart) ? compilation.SyntaxTrees : _filter.Value.FilesWith(name);

    // One array for all files: a garbage collection has one object to look at.
    private sealed class Filter
    {
        private const int CharactersPerWord = 64;
        private const uint Start = 2_166_136_261;
        private const uint Prime = 16_777_619;

        private readonly (SyntaxTree Tree, int First, int Mask)[] _files;
        private readonly ulong[] _words;

        public Filter(IEnumerable<SyntaxTree> trees)
        {
            var next = 0;
            _files = [.. trees.Select(tree => (tree, First: Advance(ref next, Words(tree)), Words(tree) - 1))];
            _words = new ulong[next];
            foreach (var (tree, first, mask) in _files)
            {
                Fill(tree.GetText().ToString(), first, mask);
            }
        }

        // Other characters that a name may have are rare: who asks for one is given every file.
        public static bool IsPart(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' or (>= '0' and <= '9')
            || (character >= 0x80 && char.IsLetterOrDigit(character));

        public IEnumerable<SyntaxTree> FilesWith(string name)
        {
            var hash = name.Aggregate(Start, static (hash, character) => Next(hash, character));
            foreach (var (tree, first, mask) in _files)
            {
                if ((_words[first + Word(hash, mask)] & Bits(hash)) == Bits(hash))
                {
                    yield return tree;
                }
            }
        }

        private static int Words(SyntaxTree tree)
        {
            var words = 1;
            while (words * CharactersPerWord < tree.Length)
            {
                words *= 2;
            }

            return words;
        }

        private static int Advance(ref int next, int by)
        {
            var first = next;
            next += by;
            return first;
        }

        // FNV-1a, 32 bits.
        private static uint Next(uint hash, char character) => unchecked((hash ^ character) * Prime);

        private static int Word(uint hash, int mask) => (int)(hash >> 12) & mask;

        private static ulong Bits(uint hash) => (1UL << (int)(hash & 63)) | (1UL << (int)((hash >> 6) & 63));

        private void Fill(string text, int first, int mask)
        {
            var hash = Start;
            foreach (var character in text)
            {
                if (IsPart(character))
                {
                    hash = Next(hash, character);
                }
                else if (hash != Start)
                {
                    _words[first + Word(hash, mask)] |= Bits(hash);
                    hash = Start;
                }
            }

            _words[first + Word(hash, mask)] |= Bits(hash);
        }
    }
}
