// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "assay",
    products: [
        .executable(name: "assay", targets: ["assay"]),
        .executable(name: "assay-worker", targets: ["assay-worker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CPython", pkgConfig: "python3-embed", providers: [.apt(["python3-dev"])]),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CSyscalls"),
        .target(name: "CTensorKernels"),
        .target(name: "WorkerProtocol", swiftSettings: settings),
        .target(name: "AssayJSON", swiftSettings: settings),
        .target(name: "AssayOutcome", swiftSettings: settings),
        .target(
            name: "AssayPages",
            dependencies: ["AssayJSON", .product(name: "Mustache", package: "swift-mustache")],
            resources: [.embedInCode("page.mustache"), .embedInCode("page.css")],
            swiftSettings: settings),
        .target(name: "AssayRandom", swiftSettings: settings),
        .target(
            name: "AssayYAML", dependencies: ["AssayJSON", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings),
        .target(name: "AssayRewards", swiftSettings: settings),
        .target(
            name: "AssayScoring", dependencies: ["AssayJSON", "AssayOutcome", "AssayRewards"], swiftSettings: settings),
        .target(name: "AssayClient", dependencies: ["AssayJSON", "AssayOutcome", "CCurl"], swiftSettings: settings),
        .target(
            name: "AssayRollouts",
            dependencies: [
                "AssayAnswers", "AssayClient", "AssayJSON", "AssayOutcome", "AssayPages", "AssayRewards",
                "AssayScoring", "AssayYAML",
            ],
            resources: [
                .embedInCode("Page/rollouts.mustache"), .embedInCode("Page/rollouts.css"),
                .embedInCode("Page/rollouts.js"),
            ],
            swiftSettings: settings),
        .target(name: "AssayTokenizer", dependencies: ["AssayJSON"], swiftSettings: settings),
        .target(
            name: "AssayModel", dependencies: ["AssayJSON", "AssayRandom", "CTensorKernels"], swiftSettings: settings),
        .target(
            name: "AssayTraining",
            dependencies: [
                "AssayAnswers", "AssayClient", "AssayJSON", "AssayModel", "AssayOutcome", "AssayPages",
                "AssayRandom", "AssayRewards", "AssayRollouts", "AssayScoring", "AssayTokenizer", "AssayYAML",
            ],
            swiftSettings: settings),
        .target(
            name: "AssayAnswers",
            dependencies: [
                "AssayJSON",
                "AssayPages",
                "AssayRandom",
                "AssayRewards",
                "AssayScoring",
                "CZlib",
            ],
            resources: [.embedInCode("Report/report.mustache")],
            swiftSettings: settings),
        .executableTarget(
            name: "assay-worker",
            dependencies: ["CPython", "CSeccomp", "CSyscalls", "WorkerProtocol"],
            resources: [.embedInCode("runner.py")],
            swiftSettings: settings),
        .target(
            name: "AssaySandbox",
            dependencies: [
                "AssayOutcome",
                "CSyscalls",
                "WorkerProtocol",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("SelfTest/probes.py")],
            swiftSettings: settings),
        .target(
            name: "AssayServer",
            dependencies: [
                "AssayJSON",
                "AssayOutcome",
                "AssayRewards",
                "AssaySandbox",
                "AssayScoring",
                "AssayYAML",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("openapi.yaml"), .embedInCode("Score/second_opinion.py")],
            swiftSettings: settings),
        .executableTarget(
            name: "assay",
            dependencies: [
                "AssayAnswers",
                "AssayClient",
                "AssayJSON",
                "AssayOutcome",
                "AssayRewards",
                "AssayRollouts",
                "AssaySandbox",
                "AssayScoring",
                "AssayServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings),
        .target(name: "Mutation", path: "Tests/Mutation", swiftSettings: settings),
        .target(
            name: "ScriptedPolicies", dependencies: ["AssayJSON", "AssayRollouts"], path: "Tests/ScriptedPolicies",
            swiftSettings: settings),
        .testTarget(
            name: "AssayRolloutsTests",
            dependencies: [
                "AssayAnswers",
                "AssayClient",
                "AssayJSON",
                "AssayOutcome",
                "AssayRewards",
                "AssayRollouts",
                "AssaySandbox",
                "AssayScoring",
                "AssayServer",
                "Mutation",
                "RealWorker",
                "ScriptedPolicies",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(name: "AssayPagesTests", dependencies: ["AssayJSON", "AssayPages"], swiftSettings: settings),
        .testTarget(
            name: "AssayTokenizerTests", dependencies: ["AssayJSON", "AssayTokenizer"], swiftSettings: settings),
        .testTarget(
            name: "AssayModelTests", dependencies: ["AssayJSON", "AssayModel", "AssayRandom"], swiftSettings: settings),
        .testTarget(
            name: "AssayTrainingTests",
            dependencies: [
                "AssayClient", "AssayJSON", "AssayModel", "AssayOutcome", "AssayRandom", "AssayRewards",
                "AssayRollouts", "AssayScoring", "AssayTokenizer", "AssayTraining",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "WorkerProtocolTests", dependencies: ["Mutation", "WorkerProtocol"], swiftSettings: settings),
        .testTarget(
            name: "AssayRewardsTests", dependencies: ["AssayJSON", "AssayRewards", "Mutation"], swiftSettings: settings),
        .testTarget(
            name: "AssayScoringTests",
            dependencies: ["AssayJSON", "AssayOutcome", "AssayRewards", "AssayScoring", "Mutation"],
            swiftSettings: settings),
        .testTarget(
            name: "AssayClientTests", dependencies: ["AssayClient", "AssayJSON", "AssayOutcome"],
            swiftSettings: settings),
        .testTarget(
            name: "AssayAnswersTests",
            dependencies: [
                "AssayAnswers", "AssayJSON", "AssayOutcome", "AssayRandom", "AssayRewards", "AssayScoring", "Mutation",
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "assay-bench",
            dependencies: [
                "AssayClient",
                "AssayJSON",
                "AssayOutcome",
                "AssayRewards",
                "AssayRollouts",
                "AssayScoring",
                "ScriptedPolicies",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Benchmarks",
            swiftSettings: settings),
        .testTarget(
            name: "AssaySandboxTests",
            dependencies: [
                "AssayOutcome",
                "AssaySandbox",
                "Mutation",
                "WorkerProtocol",
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: settings),
        .testTarget(
            name: "AssayServerTests",
            dependencies: [
                "AssayClient",
                "AssayJSON",
                "AssayOutcome",
                "AssayRewards",
                "AssaySandbox",
                "AssayScoring",
                "AssayServer",
                "Mutation",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .target(
            name: "RealWorker", dependencies: ["AssaySandbox", .product(name: "Logging", package: "swift-log")],
            path: "Tests/RealWorker", swiftSettings: settings),
        .testTarget(
            name: "IsolationTests",
            dependencies: [
                "AssayOutcome", "AssaySandbox", "RealWorker", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
    ]
)
