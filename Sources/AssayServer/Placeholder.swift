import Configuration
import Hummingbird
import Yams
