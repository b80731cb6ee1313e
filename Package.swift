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
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CPython", pkgConfig: "python3-embed", providers: [.apt(["python3-dev"])]),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CSyscalls"),
        .target(name: "WorkerProtocol", swiftSettings: settings),
        .target(name: "AssayJSON", swiftSettings: settings),
        .target(name: "AssayRewards", swiftSettings: settings),
        .target(name: "AssayScoring", dependencies: ["AssayJSON", "AssayRewards"], swiftSettings: settings),
        .target(name: "AssayClient", dependencies: ["AssayJSON", "CCurl"], swiftSettings: settings),
        .target(
            name: "AssayRollouts",
            dependencies: [
                "AssayClient", "AssayJSON", "AssayRewards", "AssayScoring", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "assay-worker",
            dependencies: ["CPython", "CSeccomp", "CSyscalls", "WorkerProtocol"],
            resources: [.embedInCode("runner.py")],
            swiftSettings: settings),
        .target(
            name: "AssaySandbox",
            dependencies: [
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
                "AssayRewards",
                "AssaySandbox",
                "AssayScoring",
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
                "AssayJSON",
                "AssaySandbox",
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
                "AssayClient",
                "AssayJSON",
                "AssayRewards",
                "AssayRollouts",
                "AssayScoring",
                "AssayServer",
                "Mutation",
                "RealWorker",
                "ScriptedPolicies",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "WorkerProtocolTests", dependencies: ["Mutation", "WorkerProtocol"], swiftSettings: settings),
        .testTarget(
            name: "AssayRewardsTests", dependencies: ["AssayJSON", "AssayRewards", "Mutation"], swiftSettings: settings),
        .testTarget(
            name: "AssayScoringTests", dependencies: ["AssayJSON", "AssayRewards", "AssayScoring", "Mutation"],
            swiftSettings: settings),
        .executableTarget(
            name: "assay-bench",
            dependencies: [
                "AssayJSON", "AssayRewards", "AssayScoring",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/Benchmarks",
            swiftSettings: settings),
        .testTarget(
            name: "AssaySandboxTests",
            dependencies: [
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
                "AssayJSON",
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
            dependencies: ["AssaySandbox", "RealWorker", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings),
    ]
)
