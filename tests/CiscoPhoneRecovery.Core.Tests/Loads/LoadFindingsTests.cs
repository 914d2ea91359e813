using System.Linq;
using CiscoPhoneRecovery.Loads;
using CiscoPhoneRecovery.Simulation;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Loads;

public class LoadFindingsTests
{
    [Fact]
    public void That_six_zips_were_made_for_a_rehearsal_is_one_finding_that_names_them_all()
    {
        LoadReport[] reports = SyntheticBundle.Families.Select(f => Bundles.Judge(f)).ToArray();

        LoadProblem finding = Assert.Single(LoadFindings.ForPeople(reports));

        Assert.Equal(LoadProblemCode.Synthetic, finding.Code);
        Assert.All(reports.SelectMany(r => r.Loads), l => Assert.Contains(l.Name, finding.What));
        Assert.Empty(LoadFindings.ForPeople(reports.Select(_ => Bundles.Judge(75, judge: Bundles.Rehearsal))));
    }

    [Fact]
    public void What_else_is_wrong_is_told_beside_it_and_twice_the_same_is_told_once()
    {
        LoadReport outside = Bundles.Judge(45, Bundles.Small with { Release = "9-4-2" });

        LoadProblem[] findings = LoadFindings.ForPeople(new[] { outside, outside, Bundles.Judge(75) }).ToArray();

        Assert.Equal(new[] { LoadProblemCode.ReleaseOutsideSpan, LoadProblemCode.Synthetic }, findings.Select(f => f.Code).Order());
    }
}
