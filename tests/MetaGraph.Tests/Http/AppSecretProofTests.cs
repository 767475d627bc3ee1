using MetaGraph.Http;

namespace MetaGraph.Tests.Http;

public sealed class AppSecretProofTests
{
    private static readonly AppSecret Secret = AppSecret.FromSecret("0123456789abcdef0123456789abcdef");
    private static readonly AccessToken Token = AccessToken.FromSecret("EAAexampletoken");

    [Fact]
    public void The_plain_proof_is_the_published_one()
    {
        Assert.Equal(
            "03697d217c5af1d2b8459556c23ae3ebc41abc8194c9986d7c507b924b230bdc",
            AppSecretProof.Of(Secret, Token)
        );
    }

    [Fact]
    public void The_timed_proof_signs_the_seconds_too()
    {
        Assert.Equal(
            "d68ece2cbbd115fd012fe7f6508e5b2396aa4606eae4474bd4cd21c5fb47a6e6",
            AppSecretProof.Of(Secret, Token, 1767225600)
        );
    }
}
