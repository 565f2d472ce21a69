STYLES = {}
