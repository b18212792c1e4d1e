import JSONTree

extension IRegexp {
    /// Tells whether the expression matches the text, or with `isWhole` false any part of it.
    ///
    /// The text has to be well-formed UTF-8; otherwise nothing matches.
    package func matches(
        _ text: [UInt8],
        isWhole: Bool,
        budget: inout PathBudget
    ) throws(PathBudgetExceeded) -> Bool {
        let span = text.span
        var states = IRegexpStates(size: program.count)
        var next = IRegexpStates(size: program.count)
        states.add(0, program, isStart: true, isEnd: span.isEmpty)
        var index = 0
        while index < span.count {
            if !isWhole, states.isAccepting { return true }
            guard let (scalar, length) = UTF8Sequence.scalar(in: span, at: index) else {
                return false
            }
            index += length
            try budget.spend(1 + states.visits)
            next.removeAll()
            let isEnd = index == span.count
            for state in states.waiting {
                guard case .set(let set) = program[Int(state)] else { continue }
                guard sets[Int(set)].contains(scalar) else { continue }
                next.add(state + 1, program, isStart: false, isEnd: isEnd)
            }
            if !isWhole { next.add(0, program, isStart: false, isEnd: isEnd) }
            swap(&states, &next)
            if states.waiting.isEmpty, !states.isAccepting { return false }
        }
        return states.isAccepting
    }
}

/// The states a regular expression is in at one place of a text.
struct IRegexpStates {
    /// The states that wait for a scalar.
    private(set) var waiting: [Int32] = []
    private(set) var isAccepting = false
    /// How many instructions were looked at to get here.
    private(set) var visits = 0
    /// For each instruction the round in which it was last reached.
    private var reached: [UInt32]
    private var round: UInt32 = 1
    private var pending: [Int32] = []

    init(size: Int) {
        reached = Array(repeating: 0, count: size)
    }

    mutating func removeAll() {
        waiting.removeAll(keepingCapacity: true)
        isAccepting = false
        visits = 0
        round &+= 1
    }

    /// Adds a state and all that can be reached from it without taking a scalar.
    mutating func add(
        _ state: Int32,
        _ program: [IRegexp.Instruction],
        isStart: Bool,
        isEnd: Bool
    ) {
        pending.append(state)
        while let state = pending.popLast() {
            visits += 1
            guard reached[Int(state)] != round else { continue }
            reached[Int(state)] = round
            switch program[Int(state)] {
            case .set:
                waiting.append(state)
            case .split(let one, let other):
                pending.append(other)
                pending.append(one)
            case .jump(let target):
                pending.append(target)
            case .start:
                if isStart { pending.append(state + 1) }
            case .end:
                if isEnd { pending.append(state + 1) }
            case .accept:
                isAccepting = true
            }
        }
    }
}
