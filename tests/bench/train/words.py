"""Words for generated organisations, places and addresses. None is a person's."""

from __future__ import annotations

BUSINESS = (
    "Northgate Riverside Ashford Highfield Bluebird Kestrel Summit Harbour Beacon Oakwood Silverline Greenway "
    "Millbrook Castle Pioneer Evergreen Horizon Redwood Falcon Westgate Orchard Meridian Phoenix Lakeside "
    "Sterling Crown Atlas Vertex Brightwater Cobalt Copper Crescent Delta Eastfield Emerald Fairview Foxglove "
    "Granite Hawthorn Heron Invicta Juniper Kingfisher Lighthouse Lynx Maple Monarch Nimbus Otter Paragon "
    "Quartz Saffron Solent Sparrow Stonebridge Swift Tamar Thames Titan Trident Unity Vanguard Wessex Willow Zenith"
).split()

TRADES = (
    "Solutions Systems Consulting Plumbing Electrical Builders Motors Dental Accountants Solicitors Bakery "
    "Logistics Energy Insurance Media Software Networks Hosting Properties Lettings Joinery Catering Recruitment "
    "Partners Security Cleaning Print Design Finance Telecom Broadband Pharmacy Veterinary Nurseries Travel "
    "Foods Textiles Brewery Cycles Computers Marketing Interiors Roofing Scaffolding Couriers Housing Care"
).split()

TYPES = (
    "Ltd",
    "Limited",
    "plc",
    "LLP",
    "Group",
    "Inc",
    "Co",
    "GmbH",
    "UK",
    "& Co",
    "Holdings",
    "Trust",
    "CIC",
)

BRANDS = (
    "Microsoft", "Google", "Amazon", "Apple", "Barclays", "HSBC", "Lloyds", "NatWest", "Vodafone", "BT",
    "Openreach", "Sky", "EE", "Three", "DHL", "Royal Mail", "Hermes", "DPD", "HMRC", "DVLA", "NHS", "BBC",
    "Tesco", "Sainsbury's", "Asda", "Argos", "Screwfix", "Dell", "Cisco", "IBM", "Oracle", "SAP", "Xero",
    "QuickBooks", "Stripe", "PayPal", "Slack", "Zoom", "Dropbox", "Adobe", "Sage", "GoCardless", "Mailchimp",
    "Zendesk", "Freshdesk", "Jira", "GitHub", "Cloudflare", "Fasthosts", "Rackspace", "Kent County Council",
    "Citizens Advice", "Companies House", "British Gas", "EDF", "Octopus Energy", "Southern Water",
    "University of Kent", "Ofcom", "ICO", "Santander", "Nationwide", "Monzo", "Starling", "Aviva", "AXA", "Bupa",
)  # fmt: skip

BRAND_ENDS = (
    "ra ria tek tex lix nix don vex sys zon quo mira nova pro net max soft bit flow gen via sense pay".split()
)

TOWNS = (
    "Canterbury", "Ashford", "London", "Manchester", "Leeds", "Bristol", "Maidstone", "Dover", "Folkestone",
    "Whitstable", "Herne Bay", "Margate", "Ramsgate", "Faversham", "Sittingbourne", "Tonbridge", "Sevenoaks",
    "Birmingham", "Liverpool", "Glasgow", "Edinburgh", "Cardiff", "Belfast", "Swansea", "Newcastle", "York",
    "Norwich", "Exeter", "Plymouth", "Brighton", "Southampton", "Oxford", "Cambridge", "Reading", "Derby",
    "Paris", "Berlin", "Dublin", "Amsterdam", "Madrid", "Lisbon", "Warsaw", "Prague", "Lagos", "Nairobi",
    "Mumbai", "Bangalore", "Karachi", "Dhaka", "Sydney", "Toronto", "New York", "Houston", "Boston", "Chicago",
    "Tijuana", "Caracas", "Bogota", "Lima", "Santiago", "Buenos Aires", "Havana", "Guadalajara", "Monterrey",
    "Cairo", "Tunis", "Casablanca", "Accra", "Dakar", "Kampala", "Harare", "Durban", "Cape Town", "Johannesburg",
    "Beirut", "Damascus", "Baghdad", "Tehran", "Amman", "Doha", "Dubai", "Riyadh", "Kabul", "Lahore", "Delhi",
    "Chennai", "Kolkata", "Colombo", "Kathmandu", "Bangkok", "Hanoi", "Manila", "Jakarta", "Singapore", "Hong Kong",
    "Shanghai", "Beijing", "Seoul", "Tokyo", "Osaka", "Melbourne", "Brisbane", "Auckland", "Perth", "Vancouver",
    "Montreal", "Calgary", "Dallas", "Austin", "Denver", "Seattle", "Portland", "Phoenix", "San Diego", "San Jose",
    "Los Angeles", "Las Vegas", "Atlanta", "Miami", "Orlando", "Tampa", "Charlotte", "Baltimore", "Philadelphia",
    "Pittsburgh", "Cleveland", "Detroit", "Milwaukee", "Minneapolis", "St Louis", "Kansas City", "New Orleans",
    "Rome", "Milan", "Naples", "Florence", "Venice", "Barcelona", "Seville", "Valencia", "Porto", "Athens", "Istanbul",
    "Vienna", "Zurich", "Geneva", "Munich", "Hamburg", "Cologne", "Frankfurt", "Brussels", "Antwerp", "Rotterdam",
    "Copenhagen", "Oslo", "Stockholm", "Helsinki", "Tallinn", "Riga", "Vilnius", "Krakow", "Budapest", "Bucharest",
    "Sofia", "Belgrade", "Zagreb", "Kyiv", "Moscow", "Cork", "Galway", "Limerick", "Aberdeen", "Dundee", "Inverness",
    "Kent", "Essex", "Surrey", "Sussex", "Cornwall", "Yorkshire", "Devon", "Milton Keynes", "St Albans",
)  # fmt: skip

COUNTRIES = (
    "UK", "England", "Scotland", "Wales", "Ireland", "France", "Germany", "Spain", "Italy", "Poland", "India",
    "Pakistan", "Nigeria", "Kenya", "China", "Japan", "USA", "Canada", "Australia", "Turkey", "Brazil", "Europe",
    "the Netherlands", "South Africa", "Ghana", "Portugal", "Romania", "Ukraine", "United Kingdom", "Guatemala",
    "Colombia", "Venezuela", "Argentina", "Chile", "Peru", "Bolivia", "Ecuador", "Mexico", "Cuba", "Jamaica",
    "Puerto Rico", "Panama", "Honduras", "Egypt", "Morocco", "Algeria", "Tunisia", "Libya", "Ethiopia", "Uganda",
    "Tanzania", "Zambia", "Zimbabwe", "Angola", "Senegal", "Mali", "Israel", "Lebanon", "Syria", "Iraq", "Iran",
    "Jordan", "Saudi Arabia", "Qatar", "Kuwait", "Oman", "Yemen", "Afghanistan", "Bangladesh", "Sri Lanka", "Nepal",
    "Thailand", "Vietnam", "Cambodia", "Malaysia", "Singapore", "Indonesia", "the Philippines", "South Korea",
    "Taiwan", "Mongolia", "Kazakhstan", "Russia", "Georgia", "Armenia", "Greece", "Cyprus", "Malta", "Serbia",
    "Croatia", "Slovenia", "Hungary", "Austria", "Switzerland", "Belgium", "Denmark", "Norway", "Sweden", "Finland",
    "Iceland", "Estonia", "Latvia", "Lithuania", "Bulgaria", "New Zealand", "Fiji", "Asia", "Africa", "California",
    "Texas", "Florida", "Louisiana", "Nevada", "Oregon", "Virginia", "Colorado", "Ohio", "Michigan", "Scandinavia",
)  # fmt: skip

AREAS = (
    "Station", "Church", "High", "Park", "Mill", "Victoria", "Queen's", "King's", "Abbey", "Manor", "Chapel", "Bridge",
    "Market", "Canal", "Windmill", "Elm", "Ash", "Beech", "Cherry", "Hill", "Forge", "School", "St Mary's", "Priory",
)  # fmt: skip

STREETS = (
    "Street Road Avenue Lane Close Drive Court Crescent Gardens Terrace Place Square Mews Grove Way Hill Row"
).split()

FACILITIES = (
    "Hospital", "Surgery", "Station", "Airport", "House", "Business Park", "Retail Park", "Primary School", "Library",
    "Industrial Estate", "Town Hall", "Leisure Centre", "Church", "Hotel", "Arena",
)  # fmt: skip

DOMAINS = (
    "example.com", "example.org", "example.net", "mail.example", "northgate.example", "ct1.example",
    "post.example", "inbox.example", "kent.example", "firm.example", "shop.example", "gmail.example",
)  # fmt: skip

THINGS = (
    "Account Adapter Address Alarm Alert Antenna Archive Audit Backup Badge Balance Bandwidth Basic Battery Benefit "
    "Billing Black Blue Board Bookmark Bracket Broadcast Browser Buffer Bundle Business Button Calendar Camera Capacity "
    "Cartridge Cash Catalogue Certificate Channel Charger Clear Client Cloud Code Collection Colour Compact Complaint "
    "Config Console Contract Control Copper Coupon Cover Credit Dashboard Deposit Desk Detail Device Digital Discount "
    "Disk Display Document Domain Double Draft Drawer Driver Dual Duty Engine Entry Escalation Event Export Express "
    "Extension External Fault Feature Fee Fibre Field Final Firewall Firmware Flash Folder Form Frame Free Full Gateway "
    "General Gift Glass Global Green Grid Guide Handset Hardware Heavy Helpdesk High Home Hosting Hub Image Import Index "
    "Input Install Instant Internal Inventory Invoice Island Kernel Keyboard Kit Label Laptop Laser Launch Leather Legacy "
    "Level Licence Light Limit Link List Loan Local Lock Loyalty Mailbox Main Manual Map Matrix Memory Menu Merchant "
    "Message Meter Micro Mini Mobile Modem Module Monitor Mount Mouse Native Network Night Note Notice Offer Office Online "
    "Open Option Orange Outage Output Package Panel Paper Parcel Password Patch Payment Permit Phone Platform Plug Policy "
    "Portal Power Premium Printer Priority Process Profile Project Proof Public Pump Quality Queue Quick Radio Range Receipt "
    "Record Red Refund Relay Release Remote Repair Report Reset Return Review Roof Router Rule Safety Sale Scanner Schedule "
    "Screen Script Search Sensor Server Service Session Setting Shelf Shipping Signal Silver Single Site Smart Socket "
    "Software Solar Source Spare Special Speed Splitter Stand Standard Starter Status Steel Stock Storage Store Stream "
    "Studio Support Switch System Tablet Tariff Tax Template Terminal Ticket Token Tool Total Tracker Traffic Training "
    "Transfer Travel Trial Triple Trunk Ultra Update Upgrade Upload Usage User Value Vault Version Video View Virtual Voice "
    "Volume Voucher Setup Cable Filters Login Logout Sync Reboot Backend Frontend Codec Daemon Hypervisor Uptime Downtime Failover Rollback "
    "Checksum Cron Proxy Socket Thread Mutex Kernel Runtime Payload Webhook Endpoint Cluster Node Shard Replica Lease "
    "Ingress Egress Subnet Gateway Uplink Downlink Handshake Timeout Heartbeat Watchdog Snapshot Volume Cache Wall Warranty Water Web Weekly White Widget Window Wire Wireless Wizard Wood Workflow Workspace Zone"
).split()
"""Words of products, programs and forms, put together at random: capital letters that name nobody."""
