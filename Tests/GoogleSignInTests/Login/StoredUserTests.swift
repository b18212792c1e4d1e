import JSONTree
import TestSupport
import Testing
import TicksheetCore

@testable import GoogleSignIn

@Suite struct StoredUserTests {
    @Test func `what is stored is what gcloud stores`() throws {
        let user = AuthorizedUser(
            clientID: "77.apps.googleusercontent.com",
            clientSecret: Secret("GOCSPX-x"),
            refreshToken: Secret("1//0y")
        )
        #expect(
            String(decoding: user.json, as: UTF8.self) == """
                {
                  "type": "authorized_user",
                  "client_id": "77.apps.googleusercontent.com",
                  "client_secret": "GOCSPX-x",
                  "refresh_token": "1//0y"
                }

                """
        )
    }

    @Test func `what is stored is read again, whatever the texts`() throws {
        var random = SeededRandom("what is stored is read again")
        for _ in 0..<200 {
            let user = AuthorizedUser(
                clientID: "c" + random.text(upTo: 20),
                clientSecret: Secret("s" + random.text(upTo: 20)),
                refreshToken: Secret("r" + random.text(upTo: 20)),
                quotaProject: Bool.random(using: &random) ? "q" + random.text(upTo: 5) : nil,
                tokenURI: Bool.random(using: &random)
                    ? "http://127.0.0.1:8099/token" : GoogleEndpoints.token
            )
            guard case .authorizedUser(let read) = try Credentials.read(user.json, file: "u").0
            else {
                Issue.record("no authorized_user")
                return
            }
            #expect(read == user)
        }
    }

    // MARK: Client files

    @Test(arguments: [
        (
            #"{"web":{"client_id":"7"}}"#, "google.client_file.web",
            "c.json is the file of an OAuth client of the type Web application"
        ),
        (
            SampleCredentials.authorizedUser(), "google.client_file.content",
            "c.json is no OAuth client's file but holds credentials of the type \"authorized_user\""
        ),
        ("{}", "google.client_file.content", "c.json is no OAuth client's file"),
        ("", "google.client_file.content", "c.json is no OAuth client's file but holds nothing"),
        (#"{"installed":{}}"#, "google.credentials.fields", "c.json is no whole OAuth client file"),
    ])
    func `what is no client of a desktop program is told`(
        _ json: String,
        _ code: String,
        _ summary: String
    ) throws {
        let error = try #require(throws: CredentialsError.self) {
            _ = try OAuthClient.read(Array(json.utf8), file: "c.json")
        }
        #expect(error.code == code)
        #expect(error.summary == summary)
        #expect(!error.description.contains("of-nobody"))
        #expect(error.remedy.contains("Create credentials, OAuth client ID, Desktop app"))
    }

    @Test func `a client file that is not there is told with how to get one`() throws {
        let error = try #require(throws: CredentialsError.self) {
            _ = try OAuthClient.file("c.json", in: SampleCredentials.surroundings())
        }
        #expect(
            error.description
                == "error[google.client_file.unreadable]: the OAuth client's file c.json cannot be "
                + "read: No such file or directory. Download one of the type Desktop app at "
                + "console.cloud.google.com/apis/credentials (Create credentials, OAuth client ID, "
                + "Desktop app) and name it: ticksheet login google --client FILE."
        )
    }
}
