using System;
using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Loads;

/// <summary>
/// The firmware gate: from a set of files, those of a folder or of a zip, to the loads they make up and what is wrong with each. Reads
/// every manifest and image once. Never throws for what is in the files; passes on a cancellation.
/// </summary>
public static class LoadJudge
{
    /// <summary>Judges the .loads and .sbn among <paramref name="files"/>; the others are looked at by name only.</summary>
    public static LoadReport Judge(IEnumerable<LoadFile> files, LoadJudgeOptions options)
    {
        LoadFile[] all = files.OrderBy(f => f.Name, StringComparer.Ordinal).ToArray();
        var inspector = new FileInspector(options, all.Where(f => f.IsManifest || f.IsImage).Sum(f => f.Length));
        InspectedManifest[] manifests = all.Where(f => f.IsManifest).Select(inspector.InspectManifest).ToArray();
        var images = new ImageShelf(all.Where(f => f.IsImage), inspector);

        LoadDraft[] drafts = Group(manifests, options);
        foreach (LoadDraft draft in drafts)
        {
            draft.Examine(images);
        }

        FindMixes(drafts);
        FindMissingTermFiles(drafts);
        return new LoadReport
        {
            Source = options.Source,
            ZipIdentity = options.ZipIdentity,
            Loads = drafts.OrderBy(d => d.Family).ThenBy(d => d.Name, StringComparer.Ordinal).Select(d => d.ToLoad()).ToArray(),
            Problems = Strays(all, images, drafts).ToArray(),
        };
    }

    /// <summary>
    /// The manifests that name the same images are one load; a damaged one joins the load of its family, where there is just one.
    /// </summary>
    private static LoadDraft[] Group(InspectedManifest[] manifests, LoadJudgeOptions options)
    {
        List<LoadDraft> drafts = manifests.Where(m => m.Manifest is not null)
            .GroupBy(m => string.Join("\n", m.Manifest!.Members.Select(n => n.ToLowerInvariant()).OrderBy(n => n, StringComparer.Ordinal)))
            .Select(g => new LoadDraft(g.ToArray(), options))
            .ToList();
        foreach (InspectedManifest damaged in manifests.Where(m => m.Manifest is null))
        {
            int family = LoadDraft.FamilyOf(damaged.File.Name);
            LoadDraft[] kin = drafts.Where(d => family != 0 && d.Family == family).ToArray();
            if (kin.Length == 1)
            {
                kin[0].Add(damaged);
            }
            else
            {
                drafts.Add(new LoadDraft(new[] { damaged }, options));
            }
        }

        return drafts.ToArray();
    }

    private static void FindMixes(LoadDraft[] drafts)
    {
        IEnumerable<LoadDraft> readable = drafts.Where(d => d.Family != 0 && d.IsReadable);
        foreach (IGrouping<int, LoadDraft> family in readable.GroupBy(d => d.Family).Where(g => g.Count() > 1))
        {
            string names = string.Join(" and ", family.Select(d => d.Name));
            string terms = string.Join(", ", LoadDraft.TermFilesOf(family.Key));
            string what = $"{names} lie in one root, and both want to own {(terms.Length > 0 ? terms : "the same manifests")}.";
            foreach (LoadDraft draft in family)
            {
                draft.Problems.Add(new LoadProblem(ProblemSeverity.Error, LoadProblemCode.MixedReleases, null, what,
                    "Expand the one that you want into an empty folder."));
            }
        }
    }

    /// <summary>A reset phone asks for its term file and for nothing else; a load without any recovers no phone that was reset.</summary>
    private static void FindMissingTermFiles(LoadDraft[] drafts)
    {
        foreach (LoadDraft draft in drafts)
        {
            string[] wanted = LoadDraft.TermFilesOf(draft.Family).ToArray();
            string[] missing = wanted.Where(t => !drafts.Any(d => d.HasManifest(t))).ToArray();
            bool hasNone = draft.IsReadable && !wanted.Any(draft.HasManifest);
            if (wanted.Length > 0 && hasNone)
            {
                draft.Problems.Add(new LoadProblem(ProblemSeverity.Error, LoadProblemCode.MissingTermFile, wanted[0],
                    $"No manifest for a reset phone names {draft.Name}: {string.Join(" or ", wanted)} is what such a phone asks for.",
                    "Expand Cisco's zip, which has it, instead of copying files by hand."));
                continue;
            }

            foreach (string term in missing)
            {
                string models = string.Join(", ", ModelCatalogue.FromTermFile(term).Select(m => m.ShortName));
                draft.Problems.Add(new LoadProblem(ProblemSeverity.Warning, LoadProblemCode.MissingTermFile, term,
                    $"{term} is missing, so {models} is not recovered.", "Expand Cisco's zip again; it has one for each model."));
            }
        }
    }

    private static IEnumerable<LoadProblem> Strays(LoadFile[] all, ImageShelf images, LoadDraft[] drafts)
    {
        string[] strays = images.NeverAskedFor.ToArray();
        if (strays.Length > 0)
        {
            bool nothing = drafts.Length == 0;
            yield return new LoadProblem(nothing ? ProblemSeverity.Error : ProblemSeverity.Information,
                nothing ? LoadProblemCode.MissingTermFile : LoadProblemCode.StrayFile, strays[0],
                $"No manifest names {Listed(strays)}.",
                nothing ? "The .loads files are missing: expand the whole zip." : string.Empty);
        }

        string[] packed = all.Select(f => f.Name).Where(FileRecognition.IsPackage).ToArray();
        if (packed.Length > 0)
        {
            yield return new LoadProblem(ProblemSeverity.Information, LoadProblemCode.StrayFile, packed[0],
                $"{Listed(packed)} is still packed; a phone cannot use it.", "Expand the zip; a .cop is not for this.");
        }
    }

    private static string Listed(string[] names) =>
        names.Length <= 3 ? string.Join(", ", names) : $"{names[0]}, {names[1]} and {names.Length - 2} more";
}
