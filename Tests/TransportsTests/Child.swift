import Glibc

/// Another program, as a child of this process.
struct Child: Sendable {
    private let identifier: pid_t

    /// Starts a program that is looked for in the path; nil where there is none.
    ///
    /// What it says goes nowhere.
    init?(_ words: [String]) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        // The end of a test's own process would not be seen while its pipes are open in another.
        for descriptor in 3..<1024 as Range<Int32> {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var made = pid_t()
        guard posix_spawnp(&made, words[0], &actions, nil, &arguments, environ) == 0 else {
            return nil
        }
        identifier = made
    }

    /// Waits until the program has ended, and returns whether it succeeded.
    @discardableResult
    func wait() -> Bool {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status == 0
    }

    /// Ends the program at once.
    func stop() {
        kill(identifier, SIGKILL)
        wait()
    }
}
