import CryptoBridge
import HTTPTypes
import JSONTree
import PosixBridge
import TestSupport
import Testing
import TicksheetCore
import WallTime

@testable import GoogleSignIn

@Suite struct AssertionTests {
    private func account(
        _ changes: [String: String?] = [:],
        subject: String? = nil
    ) throws
        -> ServiceAccount
    {
        let located = try SampleCredentials.located(
            SampleCredentials.serviceAccount(changes),
            subject: subject
        )
        guard case .serviceAccount(let account) = located.credentials else {
            preconditionFailure("the sample is a service account")
        }
        return account
    }

    private func parts(_ account: ServiceAccount, _ scopes: [String]) throws -> [Substring] {
        let assertion = Assertion.signed(
            by: account,
            scopes: scopes,
            now: Timestamp(seconds: 1_772_366_400, nanoseconds: 999_999_999)
        )
        return try #require(assertion).text.split(separator: ".", omittingEmptySubsequences: false)
    }

    private func decoded(_ part: Substring) throws -> String {
        #expect(!part.contains("=") && !part.contains("+") && !part.contains("/"))
        return String(decoding: try #require(Base64.decoded(part)), as: UTF8.self)
    }

    @Test func `header and claims are those that Google wants`() throws {
        let parts = try parts(try account(), ["https://scope.test/a", "https://scope.test/b"])
        try #require(parts.count == 3)
        #expect(try decoded(parts[0]) == #"{"alg":"RS256","typ":"JWT","kid":"0123abcd"}"#)
        #expect(
            try decoded(parts[1])
                == #"{"iss":"robot@shop.iam.gserviceaccount.com","#
                + #""scope":"https://scope.test/a https://scope.test/b","#
                + #""aud":"https://oauth2.googleapis.com/token","iat":1772366400,"exp":1772370000}"#
        )
    }

    @Test func `a person is named, a key id left out where there is none`() throws {
        let account = try account(
            ["private_key_id": nil, "token_uri": #""http://127.0.0.1:8099/token""#],
            subject: "ana@shop.example"
        )
        let parts = try parts(account, ["s"])
        #expect(try decoded(parts[0]) == #"{"alg":"RS256","typ":"JWT"}"#)
        let claims = try decoded(parts[1])
        #expect(claims.hasSuffix(#","sub":"ana@shop.example"}"#))
        // Addressed to Google wherever it is sent, as Google's own library does.
        #expect(claims.contains(#""aud":"https://oauth2.googleapis.com/token""#))
    }

    @Test(.enabled(if: OpenSSL.isInstalled))
    func `openssl verifies an assertion`() throws {
        let folder = TemporaryDirectory()
        try File.overwrite(folder.file("key.pem"), TestKeys.rsa)
        let key = folder.file("public.pem")
        try #require(
            OpenSSL.run(["pkey", "-in", folder.file("key.pem"), "-pubout", "-out", key]) != nil
        )
        let parts = try parts(try account(), [GoogleEndpoints.spreadsheets])
        try File.overwrite(folder.file("text"), "\(parts[0]).\(parts[1])")
        let signature = try #require(Base64.decoded(parts[2]))
        try File(folder.file("signature"), .replace).write(signature, at: 0)
        let words = ["dgst", "-sha256", "-verify", key, "-signature", folder.file("signature")]
        #expect(OpenSSL.run(words + [folder.file("text")]) == "Verified OK\n")
        try File.overwrite(folder.file("text"), "\(parts[0]).\(parts[1])x")
        #expect(OpenSSL.run(words + [folder.file("text")]) == nil)
    }
}
